import "server-only";
import { log } from "../log";
import { type Held, readTokens, type Vault } from "./held-tokens";
import { type Renewal, renew } from "./renew";

type Params = Vault & {
  /** The token that AgentCore has just refused: whatever the clock says, this one is not given out again. */
  rejected?: string;
  /** Keeps the instance alive until a renewal is done that nobody waits for. */
  hold?: (work: Promise<unknown>) => void;
};

export type AccessToken = Renewal;

/** AgentCore checks the token when a run starts: it must outlive the way there and the person's clock skew. */
const MIN_LIFE_MS = 60_000;
/** Renewed ahead from here on, so that a run starts with enough life and nobody has to wait for it. */
const MARGIN_MS = 300_000;
/** While the old token still does, a slow Auth0 holds nobody up for longer. */
const PATIENCE_MS = 2_000;

// On globalThis: routes may be bundled apart, and all of them share one renewal.
const RENEWALS = Symbol.for("agentcore-chat.renewals");
type Holder = { [RENEWALS]?: Map<string, Promise<Renewal>> };

/**
 * An access token of this session with life enough to start a run.
 *
 * `good` is given out as it is. `ageing` (the last 5 minutes, or half of a shorter life) is renewed ahead, but still does: after
 * two seconds it is used while the renewal goes on. `spent` (less than a minute left, or refused by AgentCore) waits for
 * the new one; if Auth0 gives no answer, what life is left is used, and without any nobody is signed out for it.
 *
 * @returns the token; `expired` when the person must sign in again; `unavailable` when Auth0 gave no answer,
 *   or the tokens cannot be read for now
 * @throws when the database does not answer
 */
export async function getAccessToken(params: Params): Promise<AccessToken> {
  const first = await attempt(params);
  // Joined a renewal that found the tokens renewed by somebody else, to the very one that was refused.
  const isRefused = first.ok && first.token === params.rejected;
  return isRefused ? await attempt(params) : first;
}

async function attempt(params: Params): Promise<AccessToken> {
  const held = await readTokens(params);
  if (!held.ok) return held;
  const { accessToken, refreshToken } = held.tokens;
  const state = stateOf(held, params.rejected);
  const isUsable = held.session.accessLifeMs > 0 && accessToken !== params.rejected;
  const old: AccessToken = { ok: true, token: accessToken };
  if (state === "good") return old;
  if (!refreshToken) return isUsable ? old : { ok: false, reason: "expired" };

  // Apart from each other: who renews ahead does not wait for another process, and who has nothing to use does.
  const isAhead = state === "ageing";
  const renewal = shared(`${isAhead} ${params.sid}`, () => renew(params, held, refreshToken, isAhead));
  const result = await (isAhead ? withPatience(renewal, params.hold) : renewal);
  if (result.ok || result.reason === "expired") return result;
  return isUsable ? old : result;
}

function stateOf({ session, tokens }: Held, rejected: string | undefined): "good" | "ageing" | "spent" {
  const life = session.accessLifeMs;
  // A token that is short-lived from the start would never be good enough, and be renewed for every call.
  const half = tokens.lifeSeconds === undefined ? MIN_LIFE_MS : tokens.lifeSeconds * 500;
  if (tokens.accessToken === rejected || life <= Math.min(MIN_LIFE_MS, half)) return "spent";
  return life <= Math.min(MARGIN_MS, half) ? "ageing" : "good";
}

/** One renewal of a session at a time in this process; whoever comes meanwhile gets its outcome. */
function shared(name: string, begin: () => Promise<Renewal>): Promise<Renewal> {
  const holder = globalThis as Holder;
  holder[RENEWALS] ??= new Map();
  const renewals = holder[RENEWALS];
  const running = renewals.get(name);
  if (running) return running;
  const started = begin().finally(() => {
    if (renewals.get(name) === started) renewals.delete(name);
  });
  renewals.set(name, started);
  return started;
}

/** What the renewal brings in time; a failure is no reason to refuse a token that still does. */
async function withPatience(renewal: Promise<Renewal>, hold: Params["hold"]): Promise<Renewal> {
  const brings = renewal.catch((error: unknown): Renewal => {
    log.warn({ err: error }, "a token could not be renewed ahead");
    return { ok: false, reason: "unavailable" };
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  const result = await Promise.race([brings, late]);
  clearTimeout(timer);
  if (result) return result;
  hold?.(brings);
  return { ok: false, reason: "unavailable" };
}
