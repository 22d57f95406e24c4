import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors, type JSONWebKeySet, jwtVerify } from "jose";
import { probe } from "../../check/probe";
import { readEnvironment, tenantOf } from "../../environment";
import { CliError, UsageError } from "../../io";
import { jsonOf } from "../../json";
import { signedInToken } from "../../login/access-token";
import { readCredentials } from "../../login/credentials";
import type { CheckId } from "../catalogue";
import { type Context, unset } from "../context";
import type { Discovery } from "./issuer";

const LOGIN = "npm run -s agentcore -- login";
/** The longest header that AgentCore hands on, "Bearer " included. */
const MOST_HEADER_BYTES = 4_096;
const IDS = ["valid", "audience", "client", "refresh", "size"].map((name) => `token.${name}` as CheckId);

/** A person's token to look at and to call agents with. `fit`: nothing that was seen of it speaks against that. */
export type Held = { token: string; clientId: string | null; fit: boolean };

/** The token of the person who runs this, and whether it is one that AgentCore takes. Null when there is none. */
export async function checkToken(context: Context, discovery: Discovery | null): Promise<Held | null> {
  const { findings } = context;
  const got = await findToken(context);
  if (!("token" in got)) {
    for (const id of IDS) findings.skip(id, got.why, id === "token.valid" ? got.mend : undefined);
    return null;
  }
  const { token, isRenewable } = got;
  if (discovery === null) {
    for (const id of IDS) findings.skip(id, "the tenant is not there to compare it with");
    return { token, clientId: clientIdOf(token), fit: true };
  }
  await checkSignature(context, discovery, token);
  if (findings.failed("token.valid")) {
    for (const id of IDS.slice(1)) findings.skip(id, "the token is not valid");
    return { token, clientId: null, fit: false };
  }
  checkAudience(context, token);
  checkClientClaim(context, token);
  checkRefresh(context, token, isRenewable);
  const bytes = Buffer.byteLength(`Bearer ${token}`);
  if (bytes <= MOST_HEADER_BYTES) findings.ok("token.size", `${bytes} bytes`);
  else
    findings.warn(
      "token.size",
      `${bytes} bytes of ${MOST_HEADER_BYTES}`,
      "Put fewer claims (groups, permissions) into access tokens: only the roles that agents ask for.",
    );
  return { token, clientId: clientIdOf(token), fit: !IDS.some((id) => findings.failed(id)) };
}

type Found = { token: string; isRenewable: boolean | null } | { why: string; mend: string };

/** `AGENTCORE_TOKEN`, or the sign-in of the command line. */
async function findToken(context: Context): Promise<Found> {
  const { env, io } = context;
  if (env.AGENTCORE_TOKEN?.trim()) return { token: env.AGENTCORE_TOKEN.trim(), isRenewable: null };
  try {
    const tenant = tenantOf(readEnvironment(env));
    const answer = await signedInToken(tenant, io);
    if (!answer.ok) return { why: "the sign-in has expired, or cannot be renewed now", mend: LOGIN };
    const held = await readCredentials(tenant, io);
    return { token: answer.token, isRenewable: held?.refreshToken !== null };
  } catch (error) {
    if (error instanceof UsageError) return { why: error.message, mend: `Set it, then: ${LOGIN}` };
    if (error instanceof CliError)
      return error.code === "NOT_SIGNED_IN" ? notSignedIn(context) : { why: error.message, mend: LOGIN };
    throw error;
  }
}

/** The command line reads this machine's own environment: what came from a file is to be said to it. */
function notSignedIn({ env, findings }: Context): Found {
  const { issuer, audience, clientId } = tenantOf(readEnvironment(env));
  const why = `nobody is signed in on this machine at ${issuer} for ${audience}`;
  if (findings.failed("auth0.issuer")) return { why, mend: "Mend auth0.issuer first." };
  const client = env.AUTH0_CLI_CLIENT_ID?.trim() ? ` AUTH0_CLI_CLIENT_ID=${clientId}` : "";
  return { why, mend: `AUTH0_ISSUER=${issuer} AUTH0_AUDIENCE=${audience}${client} ${LOGIN}` };
}

async function checkSignature(
  { findings, timeoutMs, io }: Context,
  discovery: Discovery,
  token: string,
): Promise<void> {
  const refuse = (found: string, mend: string) => findings.fail("token.valid", found, mend);
  let algorithm: string | undefined;
  try {
    algorithm = decodeProtectedHeader(token).alg;
    decodeJwt(token);
  } catch {
    return refuse("it is opaque, no JWT", "Ask for it with the API's audience: set AUTH0_AUDIENCE, and sign in again.");
  }
  if (algorithm !== "RS256")
    return refuse(`it is signed with ${algorithm}`, "Auth0: Applications > APIs > (yours) > Settings: RS256.");
  const answer = await probe({ url: discovery.jwks_uri, timeoutMs, signal: io.signal });
  if (answer.kind === "none") return findings.skip("token.valid", "the tenant's keys cannot be had");
  try {
    const keys = createLocalJWKSet(jsonOf(answer.text) as JSONWebKeySet);
    const { payload } = await jwtVerify(token, keys, { issuer: discovery.issuer, algorithms: ["RS256"] });
    findings.ok("token.valid", `of ${payload.sub ?? "?"}, signed by the tenant`);
  } catch (error) {
    const again = `Sign in again: ${LOGIN} (or take a new AGENTCORE_TOKEN)`;
    if (error instanceof errors.JWTExpired)
      return refuse(`it has expired at ${new Date((error.payload.exp ?? 0) * 1000).toISOString()}`, again);
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "iss")
      return refuse(`it is of another issuer, ${String(error.payload.iss)}`, again);
    refuse("its signature is not the tenant's", again);
  }
}

function checkAudience({ settings, findings }: Context, token: string) {
  const wanted = settings.AUTH0_AUDIENCE;
  if (wanted === undefined) return findings.skip("token.audience", unset("AUTH0_AUDIENCE"));
  if (findings.failed("auth0.audience"))
    return findings.skip("token.audience", "the API of AUTH0_AUDIENCE comes first");
  const audiences = [decodeJwt(token).aud ?? []].flat();
  if (audiences.includes(wanted)) return findings.ok("token.audience", wanted);
  findings.fail(
    "token.audience",
    `it is for ${audiences.join(", ") || "nobody"}, not for ${wanted}`,
    `Set AUTH0_AUDIENCE to the API's identifier, then sign in again: ${LOGIN}`,
  );
}

function checkClientClaim({ findings }: Context, token: string) {
  const clientId = clientIdOf(token);
  if (clientId !== null) return findings.ok("token.client", clientId);
  findings.fail(
    "token.client",
    "it has no client_id (Auth0's own dialect has azp)",
    "Auth0: Applications > APIs > (yours) > Settings > Access Token Settings > JSON Web Token (JWT) Profile: RFC 9068; then sign in again.",
  );
}

function checkRefresh({ findings }: Context, token: string, isRenewable: boolean | null) {
  const { scope } = decodeJwt<{ scope?: unknown }>(token);
  const isOffline = typeof scope === "string" && scope.split(" ").includes("offline_access");
  if (isRenewable ?? isOffline) return findings.ok("token.refresh", "it can be renewed");
  findings.fail(
    "token.refresh",
    isRenewable === null ? "its scope has no offline_access" : "no refresh token came with the sign-in",
    "Auth0: Applications > APIs > (yours) > Settings > Allow Offline Access; and Refresh Token among the application's grant types.",
  );
}

function clientIdOf(token: string): string | null {
  try {
    const { client_id: clientId } = decodeJwt<{ client_id?: unknown }>(token);
    return typeof clientId === "string" ? clientId : null;
  } catch {
    return null;
  }
}
