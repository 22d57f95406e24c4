import type { AccessToken } from "../../lib/auth/access-token";
import type { Tenant } from "../environment";
import { CliError, type Io } from "../io";
import {
  type Credentials,
  credentialsFrom,
  forgetCredentials,
  keepCredentials,
  readCredentials,
  tokenAnswerSchema,
  withLock,
} from "./credentials";
import { discover, errorOf, postForm } from "./oauth";

/** Renewed when less life than this is left: AgentCore looks at the token when a run starts. */
const MARGIN_MS = 60_000;
/** With these the tenant says that the person has to come themselves; anything else may pass. */
const PERSON_MUST_SIGN_IN = new Set(["invalid_grant", "mfa_required", "login_required", "consent_required"]);

/**
 * The access token of who is signed in, with life enough to start a run; renewed when it is about to end.
 *
 * @param rejected the token that AgentCore has just refused: whatever the clock says, another one is asked for
 * @returns `expired` when the person must sign in again, `unavailable` when the tenant does not answer
 * @throws CliError `NOT_SIGNED_IN` when nobody is
 */
export async function signedInToken(tenant: Tenant, io: Io, rejected?: string): Promise<AccessToken> {
  const held = await readCredentials(tenant, io);
  if (!held) throw notSignedIn();
  if (isGood(held, rejected)) return { ok: true, token: held.accessToken };
  return await withLock(tenant, io, async () => {
    // Another process may have renewed it while this one waited for the lock.
    const current = await readCredentials(tenant, io);
    if (!current) throw notSignedIn();
    if (isGood(current, rejected)) return { ok: true, token: current.accessToken };
    return await renew(tenant, current, io, rejected);
  });
}

async function renew(tenant: Tenant, held: Credentials, io: Io, rejected?: string): Promise<AccessToken> {
  const { refreshToken } = held;
  const isAlive = held.accessToken !== rejected && held.expiresAt > Date.now();
  const old: AccessToken = { ok: true, token: held.accessToken };
  if (refreshToken === null) return isAlive ? old : { ok: false, reason: "expired" };
  const { token_endpoint: endpoint } = await discover(tenant.issuer, io.signal);
  const ask = () =>
    postForm(
      endpoint,
      { grant_type: "refresh_token", refresh_token: refreshToken, client_id: tenant.clientId },
      io.signal,
    );
  const asked = Date.now();
  // An answer that was lost may have rotated the token: the previous one is taken again within Auth0's overlap, so at once.
  const first = await ask();
  const answer = first && first.status < 500 ? first : await ask();
  const parsed = tokenAnswerSchema.safeParse(answer?.body);
  if (answer?.status === 200 && parsed.success) {
    const renewed = credentialsFrom(tenant, parsed.data, asked, held);
    // Before anybody uses it: the old refresh token is spent, and a crash must not leave it as the only one.
    await keepCredentials(tenant, renewed, io);
    return { ok: true, token: renewed.accessToken };
  }
  if (answer && PERSON_MUST_SIGN_IN.has(errorOf(answer) ?? "")) {
    await forgetCredentials(tenant, io);
    return { ok: false, reason: "expired" };
  }
  return isAlive ? old : { ok: false, reason: "unavailable" };
}

function isGood(held: Credentials, rejected?: string): boolean {
  return held.accessToken !== rejected && held.expiresAt - Date.now() > MARGIN_MS;
}

export function notSignedIn(): CliError {
  return new CliError("NOT_SIGNED_IN", "Nobody is signed in. Sign in with: npm run -s agentcore -- login");
}
