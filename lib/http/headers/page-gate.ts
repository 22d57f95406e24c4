/** Addresses of pages that are somebody's; what else there is (sign-in, what is not found) is for everybody. */
const PERSONAL = /^\/(?:c\/[^/]+)?$/;
const SHARED = /^\/share\/[^/]+$/;
/** What is known to be a page's address and so may be come back to. */
const RETURNABLE = /^\/(?:c\/[0-9a-f-]{36}|share\/[\w-]{22})?$/i;

/** An agent's id, as `AGENTS` may have it. */
const AGENT = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** The page of a new conversation with that agent, whether or not there is one of that id. */
export function newChatAddress(agentId: string | null): string {
  return agentId !== null && AGENT.test(agentId) ? `/?agent=${agentId}` : "/";
}

/**
 * Where somebody without a session cookie goes instead of this page; null for whom it may concern.
 *
 * A short cut, which spares the page's own work: each page and each route asks for itself who is there, and a cookie
 * that is no session gets no further than none.
 *
 * @param options.sharePublic what is shared is for everybody who has its address
 * @param options.agentId with which agent the address begins a new conversation
 * @returns a path of this site
 */
export function signInInstead(
  pathname: string,
  cookieNames: readonly string[],
  options: { sessionCookie: string; sharePublic: boolean; agentId?: string | null },
): string | null {
  const personal = PERSONAL.test(pathname) || (SHARED.test(pathname) && !options.sharePublic);
  if (!personal || cookieNames.includes(options.sessionCookie)) return null;
  const back = pathname !== "/" && RETURNABLE.test(pathname) ? pathname : newChatAddress(options.agentId ?? null);
  return `/signin?${new URLSearchParams({ callbackUrl: back })}`;
}

/** The same address without slashes at its end, by which each page has one address only; null if it has none. */
export function withoutSlash(pathname: string): string | null {
  const plain = pathname.replace(/\/+$/, "");
  return plain === "" || plain === pathname ? null : plain;
}
