import { z } from "zod";
import { CliError } from "../io";

const TIMEOUT_MS = 10_000;

const discoverySchema = z.object({
  issuer: z.string(),
  token_endpoint: z.string().url(),
  device_authorization_endpoint: z.string().url(),
  revocation_endpoint: z.string().url().optional(),
});

export type Endpoints = z.infer<typeof discoverySchema>;

/** An answer of one of the endpoints: its body is JSON or nothing that anybody can read. */
export type Answer = { status: number; body: unknown };

/**
 * The tenant's endpoints, from its discovery document.
 *
 * @throws CliError `SIGN_IN_UNREACHABLE` without an answer, `SIGN_IN_UNFIT` when the document is not this issuer's (OpenID Connect
 *   Discovery §4.3) or knows no device flow
 */
export async function discover(issuer: string, signal: AbortSignal): Promise<Endpoints> {
  const url = new URL(".well-known/openid-configuration", issuer);
  let body: unknown;
  try {
    const response = await fetch(url, { signal: within(signal), redirect: "error" });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    body = await response.json();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CliError(
      "SIGN_IN_UNREACHABLE",
      `The sign-in service at ${issuer} does not answer. Is AUTH0_ISSUER right?`,
    );
  }
  const parsed = discoverySchema.safeParse(body);
  if (!parsed.success)
    throw new CliError("SIGN_IN_UNFIT", `${issuer} does not offer the device flow. Is it an Auth0 tenant?`);
  if (parsed.data.issuer !== issuer)
    throw new CliError(
      "SIGN_IN_UNFIT",
      `${issuer} names another issuer. AUTH0_ISSUER has to be written as the tenant does.`,
    );
  return parsed.data;
}

/**
 * Posts a form. Redirects are errors: what is posted are secrets.
 *
 * @returns null when no answer came
 */
export async function postForm(
  url: string,
  fields: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "error",
      signal: within(signal),
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

/** The OAuth error code of an answer, such as `invalid_grant`. */
export function errorOf(answer: Answer): string | null {
  const parsed = z.object({ error: z.string() }).safeParse(answer.body);
  return parsed.success ? parsed.data.error : null;
}

const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
