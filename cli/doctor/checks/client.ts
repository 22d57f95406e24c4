import { randomBytes } from "node:crypto";
import { describeProbe, type Probe, probe } from "../../check/probe";
import { plainLine } from "../../plain-text";
import type { CheckId } from "../catalogue";
import { type Context, unset } from "../context";
import { type Discovery, errorWords } from "./issuer";

const IDS = ["client-id", "callback", "audience", "client-secret", "grants", "logout"].map(
  (name) => `auth0.${name}` as CheckId,
);
const APPLICATION = "Auth0: Applications > (the web application) > Settings";

/** With these Auth0 says that all is right but that nobody is signed in (OpenID Connect Core §3.1.2.6). */
const NOBODY_THERE = new Set([
  "login_required",
  "consent_required",
  "interaction_required",
  "account_selection_required",
]);

/** The web application: what `/authorize`, `/oauth/token` and `/v2/logout` say to it, without anybody signing in. */
export async function checkClient(context: Context, discovery: Discovery | null): Promise<void> {
  const { settings, findings } = context;
  const missing = ["NEXTAUTH_URL", "AUTH0_CLIENT_ID"].find((name) => settings[name as "NEXTAUTH_URL"] === undefined);
  if (discovery === null || missing !== undefined) {
    for (const id of IDS) findings.skip(id, discovery === null ? "the tenant is not there" : unset(missing ?? ""));
    return;
  }
  // Two requests: one that hangs on application and callback only, one that hangs on the API as well.
  const plain = await authorize(context, discovery, {});
  const isKnown = readPlain(context, plain);
  if (!isKnown) {
    for (const id of IDS.slice(2)) findings.skip(id, "the application is not known");
    return;
  }
  await checkAudience(context, discovery, plain);
  await checkSecret(context, discovery);
  await checkLogout(context);
}

type Authorized =
  | { kind: "back"; error: string; description: string }
  | { kind: "page"; text: string; status: number }
  | { kind: "none"; words: string };

async function authorize(
  { settings, timeoutMs, io }: Context,
  discovery: Discovery,
  more: Record<string, string>,
): Promise<Authorized> {
  const callback = callbackOf(settings.NEXTAUTH_URL ?? "");
  const url = new URL(discovery.authorization_endpoint);
  const parameters = {
    client_id: settings.AUTH0_CLIENT_ID ?? "",
    response_type: "code",
    redirect_uri: callback,
    scope: "openid profile email offline_access",
    prompt: "none",
    state: random(),
    nonce: random(),
    code_challenge: random(),
    code_challenge_method: "S256",
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return readAuthorized(await probe({ url: url.href, timeoutMs, signal: io.signal }), url, callback);
}

function readAuthorized(answer: Probe, asked: URL, callback: string): Authorized {
  if (answer.kind === "none") return { kind: "none", words: describeProbe(answer) };
  const { location } = answer.headers;
  if (location === undefined || !URL.canParse(location, asked.href))
    return { kind: "page", text: answer.text, status: answer.status };
  const target = new URL(location, asked);
  const error = target.searchParams.get("error") ?? "";
  const description = target.searchParams.get("error_description") ?? "";
  if (`${target.origin}${target.pathname}` === callback) return { kind: "back", error, description };
  // A tenant with an error page of its own is sent there with the words.
  return { kind: "page", text: `${error} ${description}`, status: answer.status };
}

/** Fills in client id and callback. False when there is no application to go on with. */
function readPlain({ settings, findings }: Context, answer: Authorized): boolean {
  const callback = callbackOf(settings.NEXTAUTH_URL ?? "");
  if (answer.kind === "back") {
    findings.ok("auth0.client-id", "the tenant knows it");
    findings.ok("auth0.callback", callback);
    return true;
  }
  if (answer.kind === "page" && /callback url|redirect_uri/i.test(answer.text)) {
    findings.ok("auth0.client-id", "the tenant knows it");
    findings.fail(
      "auth0.callback",
      `${callback} is not registered`,
      registerMend(settings, `${APPLICATION} > Allowed Callback URLs: add it.`),
    );
    return true;
  }
  findings.skip("auth0.callback", "the application is not known");
  const isUnknown = answer.kind === "page" && /unknown client|invalid_client|client is invalid/i.test(answer.text);
  if (isUnknown)
    findings.fail(
      "auth0.client-id",
      "the tenant has no application of this id",
      `Copy it from ${APPLICATION} > Client ID, of the tenant that AUTH0_ISSUER names.`,
    );
  else
    findings.fail(
      "auth0.client-id",
      answer.kind === "none" ? answer.words : `/authorize answers HTTP ${answer.status} with a page of its own`,
      "Open the site and sign in: Auth0 shows what is wrong; its Monitoring > Logs has the entry.",
    );
  return false;
}

async function checkAudience(context: Context, discovery: Discovery, plain: Authorized): Promise<void> {
  const { settings, findings } = context;
  const { AUTH0_AUDIENCE: audience, AUTH0_ORGANIZATION: organization } = settings;
  if (audience === undefined) return findings.skip("auth0.audience", unset("AUTH0_AUDIENCE"));
  if (plain.kind !== "back") return findings.skip("auth0.audience", "the callback is not registered");
  const answer = await authorize(context, discovery, { audience, ...(organization ? { organization } : {}) });
  if (answer.kind !== "back")
    return findings.fail(
      "auth0.audience",
      answer.kind === "none" ? answer.words : `/authorize answers HTTP ${answer.status} with a page of its own`,
      "Open the site and sign in: Auth0 shows what is wrong; its Monitoring > Logs has the entry.",
    );
  const { error, description } = answer;
  if (NOBODY_THERE.has(error)) return findings.ok("auth0.audience", audience);
  const said = plainLine(`${error}: ${description}`);
  if (/service not (found|enabled)/i.test(description))
    return findings.fail(
      "auth0.audience",
      said,
      `Auth0: Applications > APIs: create an API with the identifier ${audience}, or set AUTH0_AUDIENCE to the one there is.`,
    );
  if (/organization/i.test(description))
    return findings.fail("auth0.audience", said, "Set AUTH0_ORGANIZATION to the id (org_…) of Auth0: Organizations.");
  findings.fail(
    "auth0.audience",
    said,
    "Auth0: Applications > APIs > (yours) > Application Access: authorize the web application for user access.",
  );
}

/** A code and a refresh token that never were: who is refused for the grant and not for the secret has the right one. */
async function checkSecret(context: Context, discovery: Discovery): Promise<void> {
  const { settings, findings } = context;
  const secret = settings.AUTH0_CLIENT_SECRET;
  if (secret === undefined) {
    findings.skip("auth0.client-secret", unset("AUTH0_CLIENT_SECRET"));
    return findings.skip("auth0.grants", unset("AUTH0_CLIENT_SECRET"));
  }
  const code = await askForTokens(context, discovery, secret, {
    grant_type: "authorization_code",
    code: random(),
    code_verifier: random(),
    redirect_uri: callbackOf(settings.NEXTAUTH_URL ?? ""),
  });
  const refresh = await askForTokens(context, discovery, secret, {
    grant_type: "refresh_token",
    refresh_token: random(),
  });
  const words = [code, refresh].map((said) => said ?? "no answer");
  const isSecret = words.some((said) => /^(invalid_grant|unauthorized_client|unsupported_grant_type)/.test(said));
  if (!isSecret) {
    findings.fail(
      "auth0.client-secret",
      `the token endpoint says ${words[0]}`,
      `Copy it from ${APPLICATION} > Client Secret; Credentials > Authentication Method has to be Client Secret (Post).`,
    );
    return findings.skip("auth0.grants", "the secret comes first");
  }
  findings.ok("auth0.client-secret", "the token endpoint takes it");
  const lacking = ["Authorization Code", "Refresh Token"].filter(
    (_, index) => !/^invalid_grant/.test(words[index] ?? ""),
  );
  if (lacking.length === 0) return findings.ok("auth0.grants", "Authorization Code and Refresh Token");
  findings.fail(
    "auth0.grants",
    `not allowed: ${lacking.join(", ")} (${words.filter((said) => !/^invalid_grant/.test(said)).join("; ")})`,
    `${APPLICATION} > Advanced Settings > Grant Types: ${lacking.join(" and ")}.`,
  );
}

async function askForTokens(
  { settings, timeoutMs, io }: Context,
  discovery: Discovery,
  secret: string,
  fields: Record<string, string>,
): Promise<string | null> {
  const form = { ...fields, client_id: settings.AUTH0_CLIENT_ID ?? "", client_secret: secret };
  const answer = await probe({
    url: discovery.token_endpoint,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    timeoutMs,
    signal: io.signal,
  });
  return answer.kind === "answer" ? (errorWords(answer.text) ?? `HTTP ${answer.status}`) : null;
}

async function checkLogout({ settings, findings, timeoutMs, io }: Context): Promise<void> {
  const back = `${settings.NEXTAUTH_URL}/signin`;
  const url = new URL("v2/logout", settings.AUTH0_ISSUER);
  url.search = new URLSearchParams({ client_id: settings.AUTH0_CLIENT_ID ?? "", returnTo: back }).toString();
  const answer = await probe({ url: url.href, timeoutMs, signal: io.signal });
  const location = answer.kind === "answer" ? (answer.headers.location ?? "") : "";
  if (location === back || location.startsWith(`${back}?`)) return findings.ok("auth0.logout", back);
  const isPage = answer.kind === "answer" && answer.status >= 400 && answer.status < 500;
  findings.fail(
    "auth0.logout",
    isPage ? `${back} is not registered` : describeProbe(answer),
    registerMend(settings, `${APPLICATION} > Allowed Logout URLs: add ${back}`),
  );
}

/** The local Auth0 has no dashboard: it registers both addresses of each origin that it is started with. */
function registerMend({ AUTH0_ISSUER: issuer, NEXTAUTH_URL: site }: Context["settings"], inDashboard: string): string {
  if (!issuer?.startsWith("http:") || site === undefined) return inDashboard;
  return `The local Auth0 lets in the origins in SITE_ORIGINS (by default NEXTAUTH_URL's): add ${new URL(site).origin} and start it again.`;
}

const callbackOf = (site: string) => `${site}/api/auth/callback/auth0`;
/** As long as a code verifier has to be (RFC 7636 §4.1). */
const random = () => randomBytes(32).toString("base64url");
