import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Tenant } from "../environment";
import { CliError } from "../io";
import { plainLine } from "../plain-text";
import { tokenAnswerSchema } from "./credentials";
import { type Answer, type Endpoints, errorOf, postForm } from "./oauth";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const SCOPE = "openid profile email offline_access";
/** RFC 8628 §3.5: what `slow_down` adds to the interval, and the interval when the answer names none. */
const FIVE_SECONDS = 5_000;
const MAX_INTERVAL_MS = 60_000;

const webAddress = z.string().refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value));

const deviceAnswerSchema = z.object({
  device_code: z.string().min(1),
  user_code: z
    .string()
    .min(1)
    .transform((code) => plainLine(code, 40)),
  verification_uri: webAddress,
  verification_uri_complete: webAddress.optional(),
  expires_in: z.number().positive(),
  interval: z.number().nonnegative().optional(),
});

export type Device = z.infer<typeof deviceAnswerSchema>;

type Clock = { now: () => number; sleep: (ms: number, signal: AbortSignal) => Promise<unknown> };
const CLOCK: Clock = { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };

/**
 * Asks for a code that a person confirms in a browser (RFC 8628 §3.1).
 *
 * @throws CliError `SIGN_IN_REFUSED` with the tenant's own word when it gives none
 */
export async function requestDevice(tenant: Tenant, endpoints: Endpoints, signal: AbortSignal): Promise<Device> {
  const fields = { client_id: tenant.clientId, scope: SCOPE, audience: tenant.audience };
  const answer = await postForm(endpoints.device_authorization_endpoint, fields, signal);
  if (!answer) throw new CliError("SIGN_IN_UNREACHABLE", `The sign-in service at ${tenant.issuer} does not answer.`);
  const parsed = deviceAnswerSchema.safeParse(answer.body);
  if (answer.status === 200 && parsed.success) return parsed.data;
  throw new CliError(
    "SIGN_IN_REFUSED",
    `The sign-in service gives no code: ${reasonOf(answer)}. AUTH0_CLI_CLIENT_ID has to be a native application with the grant type Device Code, and AUTH0_AUDIENCE an API that it may use.`,
  );
}

/**
 * Waits until the person has agreed (RFC 8628 §3.4–3.5): not faster than the interval, slower when told so, more rarely when no
 * answer comes.
 *
 * @throws CliError `SIGN_IN_DECLINED` when they said no, `SIGN_IN_EXPIRED` when they took too long
 */
export async function awaitTokens(
  tenant: Tenant,
  endpoints: Endpoints,
  device: Device,
  signal: AbortSignal,
  clock: Clock = CLOCK,
): Promise<{ tokens: z.infer<typeof tokenAnswerSchema>; asked: number }> {
  const deadline = clock.now() + device.expires_in * 1000;
  let interval = device.interval === undefined ? FIVE_SECONDS : device.interval * 1000;
  for (;;) {
    await clock.sleep(interval, signal);
    const asked = clock.now();
    if (asked >= deadline) throw expired();
    const fields = { grant_type: GRANT, device_code: device.device_code, client_id: tenant.clientId };
    const answer = await postForm(endpoints.token_endpoint, fields, signal);
    if (!answer || answer.status >= 500) {
      interval = Math.min(MAX_INTERVAL_MS, Math.max(interval, 1_000) * 2);
      continue;
    }
    const parsed = tokenAnswerSchema.safeParse(answer.body);
    if (answer.status === 200 && parsed.success) return { tokens: parsed.data, asked };
    switch (errorOf(answer)) {
      case "authorization_pending":
        break;
      case "slow_down":
        interval += FIVE_SECONDS;
        break;
      case "expired_token":
        throw expired();
      case "access_denied":
        throw new CliError("SIGN_IN_DECLINED", "The sign-in was declined in the browser.");
      default:
        throw new CliError("SIGN_IN_REFUSED", `The sign-in service refuses: ${reasonOf(answer)}.`);
    }
  }
}

const expired = () =>
  new CliError("SIGN_IN_EXPIRED", "The code has expired before it was confirmed. Start the sign-in again.");

function reasonOf(answer: Answer): string {
  const parsed = z.object({ error_description: z.string() }).safeParse(answer.body);
  const text = parsed.success ? parsed.data.error_description : (errorOf(answer) ?? `HTTP ${answer.status}`);
  return plainLine(text).replace(/\.$/, "");
}
