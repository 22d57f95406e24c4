/**
 * Which conversation is on screen. `explicit` means that it was opened by its address, so that the server is asked for
 * it; a chat begun here is not explicit, and never becomes so while it is shown: CopilotChat would drop the stream that
 * is being read and rebuild everything from the server in the middle of an answer.
 */
export type ChatSession = { threadId: string; explicit: boolean; published: boolean; pathname: string };

const ADDRESS = /^\/c\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The thread that an address names, or null. */
export function threadIn(pathname: string): string | null {
  return ADDRESS.exec(pathname)?.[1]?.toLowerCase() ?? null;
}

export const addressOf = (threadId: string): string => `/c/${threadId}`;

export function firstSession(pathname: string, mint: () => string): ChatSession {
  const named = threadIn(pathname);
  return { threadId: named ?? mint(), explicit: named !== null, published: named !== null, pathname };
}

/**
 * The conversation after the address changed: by a link, by Back and Forward, or by our own `replaceState`.
 *
 * The address decides and not the page that Next rendered, because `replaceState` moves a chat from `/` to `/c/{id}`
 * without leaving the page of `/`; going "back" to it later then renders that page under an address it does not know.
 */
export function onAddress(session: ChatSession, pathname: string, mint: () => string): ChatSession {
  if (pathname === session.pathname) return session;
  const named = threadIn(pathname);
  if (named === session.threadId || (named === null && !session.published)) return { ...session, pathname };
  return firstSession(pathname, mint);
}
