import { type Answer, type Ask, jsonOf, visitor } from "./site";
import { excerpt, type Verdict, well, wrong } from "./verdict";

type Rule = { name: string; wanted: string; holds: (value: string) => boolean; todo: string };

const ofTheSite = "The site builds this address: run the release's own tests, and look for what changes its answers.";

const UNREACHED =
  "Can the site reach AUTH0_ISSUER? Its log has the reason, at SIGNIN_OAUTH_ERROR. `npm run -s doctor` there looks closer.";

function rulesFor(callback: string): Rule[] {
  return [
    { name: "response_type", wanted: "code", holds: (value) => value === "code", todo: ofTheSite },
    { name: "client_id", wanted: "an application", holds: (value) => value !== "", todo: "Set AUTH0_CLIENT_ID." },
    {
      name: "redirect_uri",
      wanted: callback,
      holds: (value) => value === callback,
      todo: "Set NEXTAUTH_URL to the address that people open.",
    },
    {
      name: "audience",
      wanted: "the API's identifier",
      holds: (value) => value !== "",
      todo: "Set AUTH0_AUDIENCE: without it Auth0 gives no token that AgentCore accepts.",
    },
    {
      name: "scope",
      wanted: "openid and offline_access",
      holds: (value) => ["openid", "offline_access"].every((one) => value.split(" ").includes(one)),
      todo: ofTheSite,
    },
    { name: "state", wanted: "a random value", holds: (value) => value.length >= 16, todo: ofTheSite },
    { name: "nonce", wanted: "a random value", holds: (value) => value.length >= 16, todo: ofTheSite },
    { name: "code_challenge_method", wanted: "S256", holds: (value) => value === "S256", todo: ofTheSite },
    {
      name: "code_challenge",
      wanted: "a SHA-256",
      holds: (value) => /^[\w-]{43}$/.test(value),
      todo: ofTheSite,
    },
  ];
}

/** Begins a sign-in as the button does, and asks Auth0 whether it would go on with it. */
export async function checkSignIn(ask: Ask, site: string): Promise<Verdict> {
  const begun = await begin(ask, site);
  const address = jsonOf(begun)?.url;
  if (begun.status !== 200 || typeof address !== "string" || !URL.canParse(address))
    return wrong(`/api/auth/signin/auth0 answered ${begun.status}: ${excerpt(begun.text)}`, UNREACHED);
  const authorize = new URL(address);
  // Also where NEXTAUTH_URL is another address than the one that was asked.
  if (authorize.origin === site || authorize.pathname.startsWith("/api/auth/"))
    return wrong(`sign-in comes back to the site: ${authorize.href.replace(site, "")}`, UNREACHED);
  const callback = `${site}/api/auth/callback/auth0`;
  for (const { name, wanted, holds, todo } of rulesFor(callback)) {
    const value = authorize.searchParams.get(name) ?? "";
    if (!holds(value))
      return wrong(`${name} is ${value === "" ? "missing" : JSON.stringify(value)}, not ${wanted}`, todo);
  }
  return (
    (await checkIssuer(authorize)) ??
    (await checkAccepted(authorize, callback)) ??
    well(`${authorize.origin} asks who it is`)
  );
}

async function begin(ask: Ask, site: string): Promise<Answer> {
  const csrf = await ask("/api/auth/csrf");
  const token = jsonOf(csrf)?.csrfToken;
  if (typeof token !== "string") return csrf;
  return await ask("/api/auth/signin/auth0", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: site },
    body: new URLSearchParams({ csrfToken: token, callbackUrl: site, json: "true" }).toString(),
  });
}

/** Where people are sent is the issuer's own page, which its discovery names. */
async function checkIssuer(authorize: URL): Promise<Verdict | null> {
  const todo = "Set AUTH0_ISSUER to the tenant's address, https://tenant.us.auth0.com/ or its custom domain.";
  const discovery = jsonOf(await visitor(authorize.origin)("/.well-known/openid-configuration"));
  const named = discovery?.authorization_endpoint;
  if (typeof named !== "string") return wrong(`${authorize.origin} has no OpenID discovery`, todo);
  const sent = `${authorize.origin}${authorize.pathname}`;
  return named === sent ? null : wrong(`people are sent to ${sent}; discovery names ${named}`, todo);
}

/** Auth0 refuses an unknown client or callback with a page of its own, and an unknown API by sending people back. */
async function checkAccepted(authorize: URL, callback: string): Promise<Verdict | null> {
  const { status, headers } = await visitor(authorize.origin)(`${authorize.pathname}${authorize.search}`);
  const back = new URL(headers.get("location") ?? "/", authorize);
  if (status >= 400)
    return wrong(`${authorize.origin} refuses the sign-in with ${status}`, registerTodo(authorize, callback));
  const error = back.href.startsWith(callback) ? back.searchParams.get("error") : null;
  if (error === null) return null;
  return wrong(
    `${authorize.origin} answers ${error}: ${excerpt(back.searchParams.get("error_description") ?? "")}`,
    "Is there an API in Auth0 whose identifier is AUTH0_AUDIENCE, and may the application use it?",
  );
}

/** Where a callback address is registered: the local Auth0, the only one without https, has no dashboard. */
export function registerTodo(authorize: URL, callback: string): string {
  return authorize.protocol === "http:"
    ? `The local Auth0 lets in the origins in SITE_ORIGINS (by default NEXTAUTH_URL's): add ${new URL(callback).origin} and start it again.`
    : `In the Auth0 application, add ${callback} to the allowed callback addresses; the tenant's log says more.`;
}
