import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { z } from "zod";
import { readForm } from "./form";
import type { IssuedToken, Ledger } from "./ledger";
import type { Context, Middleware } from "./library";
import type { SettingsStore, TokenFault } from "./settings";
import type { Store } from "./store";
import { deviceCodeGrant } from "./tenant";

const success = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
});
const failure = z.object({ error: z.string(), error_description: z.string().optional() });
/** A parameter sent twice is a list; the provider has refused such a request by then. */
const parameter = z.string().optional().catch(undefined);
const params = z.object({ grant_type: parameter, client_id: parameter, device_code: parameter });

/** What the provider knows of the request it has just answered; its part of the context is not typed out here. */
const providerView = z.object({
  params: params.optional(),
  client: z.object({ clientId: z.string() }).optional(),
  account: z.object({ accountId: z.string() }).optional(),
});

const invalidGrant: Record<string, string> = {
  authorization_code: "Invalid authorization code",
  refresh_token: "Unknown or invalid refresh token.",
  [deviceCodeGrant]: "Invalid or expired device code.",
};

/**
 * The provider's errors as Auth0 words them. The statuses matter: Auth0 answers `invalid_grant` with 403, and a client
 * that looks at the status instead of the code goes wrong only there.
 *
 * @see https://auth0.com/docs/api/authentication/device-authorization-flow/device-authorization-flow-token-exchange
 */
function asAuth0(error: z.infer<typeof failure>, grantType: string): { status: number; body: z.infer<typeof failure> } {
  const as = (status: number, code: string, description?: string) => ({
    status,
    body: { error: code, error_description: description ?? error.error_description },
  });
  switch (error.error) {
    case "invalid_client":
      return as(401, "access_denied", "Unauthorized");
    case "invalid_grant":
      return as(403, "invalid_grant", invalidGrant[grantType]);
    case "authorization_pending":
      return as(403, error.error, "User has yet to authorize device code.");
    case "expired_token":
      return as(403, error.error, "The device code has expired.");
    case "access_denied":
      return as(403, error.error, "User cancelled the confirmation prompt.");
    default:
      return as(400, error.error);
  }
}

function answerFault(ctx: Context, fault: TokenFault): void {
  ctx.status = fault.status;
  ctx.body = fault.body ?? { error: "temporarily_unavailable", error_description: "The local Auth0 was told to fail." };
}

function issuedTokens(body: z.infer<typeof success>, sub: string, clientId: string): IssuedToken[] {
  const issuedAt = new Date().toISOString();
  const values = { access: body.access_token, refresh: body.refresh_token, id: body.id_token } as const;
  return (["access", "refresh", "id"] as const).flatMap((kind) => {
    const value = values[kind];
    return value === undefined ? [] : [{ kind, value, sub, clientId, issuedAt }];
  });
}

/** Around the provider's token endpoint: Auth0's answers, the record of what was issued, and the faults tests ask for. */
export function tokenEndpoint(parts: {
  store: Store;
  settings: SettingsStore;
  ledger: Ledger;
  log: Logger;
}): Middleware {
  const { store, settings, ledger, log } = parts;
  /** When each device code was last asked for, in milliseconds since the epoch. */
  const polls = new Map<string, number>();

  function tooFast(deviceCode: string): boolean {
    const now = Date.now();
    const last = polls.get(deviceCode);
    polls.set(deviceCode, now);
    return last !== undefined && now - last < settings.current.devicePollSeconds * 1000;
  }

  function translate(ctx: Context, grantType: string, deviceCode: string | undefined): string {
    const error = failure.safeParse(ctx.body).data ?? { error: "server_error" };
    if (error.error === "server_error") return error.error;
    if (error.error === "authorization_pending" && deviceCode && tooFast(deviceCode)) {
      ctx.status = 429;
      ctx.body = {
        error: "slow_down",
        error_description: `You are polling faster than the specified interval of ${settings.current.devicePollSeconds} seconds.`,
      };
      return "slow_down";
    }
    const answer = asAuth0(error, grantType);
    ctx.status = answer.status;
    ctx.body = answer.body;
    return answer.body.error;
  }

  return async (ctx, next) => {
    if (ctx.path !== "/oauth/token" || ctx.method !== "POST") return next();
    const at = new Date().toISOString();
    const record = (grantType: string, clientId: string | undefined, outcome: string) => {
      ledger.addRequest({ grantType, clientId, outcome, status: ctx.status, at });
      log.info({ grantType, clientId, outcome, status: ctx.status }, "token request");
    };
    const fault = settings.takeFault();
    if (settings.current.tokenDelayMs > 0) await sleep(settings.current.tokenDelayMs, undefined, { ref: false });
    if (fault?.when === "before") {
      const form = await readForm(ctx.req);
      answerFault(ctx, fault);
      return record(form.get("grant_type") ?? "none", form.get("client_id") ?? undefined, "fault");
    }
    await next();
    const view = providerView.parse(ctx.oidc);
    const grantType = view.params?.grant_type ?? "none";
    const clientId = view.client?.clientId ?? view.params?.client_id;
    let outcome = "ok";
    if (ctx.status === 200) {
      ledger.addTokens(issuedTokens(success.parse(ctx.body), view.account?.accountId ?? "", clientId ?? ""));
      // A client that has seen a token must find it valid even if this process is killed right now.
      await store.flush();
    } else {
      outcome = translate(ctx, grantType, view.params?.device_code);
    }
    if (fault) {
      answerFault(ctx, fault);
      outcome = "fault";
    }
    record(grantType, clientId, outcome);
  };
}

/** Adds the `interval` that Auth0 names in its answer to a device (RFC 8628, 3.2). */
export function deviceInterval(settings: SettingsStore): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path === "/oauth/device/code" && ctx.status === 200) {
      ctx.body = { ...z.record(z.unknown()).parse(ctx.body), interval: settings.current.devicePollSeconds };
    }
  };
}
