import { EventType } from "@ag-ui/core";
import { z } from "zod";
import { LOCAL } from "../../lib/local-defaults";
import { AGENTCORE, AUTH0 } from "./addresses";

const invocation = z.object({
  op: z.string(),
  sub: z.string().nullable(),
  sessionId: z.string().nullable(),
  token: z.string().nullable(),
  headers: z.unknown(),
  status: z.number().nullable(),
  body: z.unknown().optional(),
  endedAt: z.string().nullable(),
});
export type Invocation = z.infer<typeof invocation>;

const issuedToken = z.object({
  kind: z.enum(["access", "refresh", "id"]),
  value: z.string().min(1),
  sub: z.string().nullable(),
});

async function call(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, headers: { "content-type": "application/json" } });
  if (!response.ok)
    throw new Error(`${init.method ?? "GET"} ${url} answered ${response.status}: ${await response.text()}`);
  return response.status === 204 ? null : await response.json();
}

/** Makes the local AgentCore fail in the given ways from now on; an empty list makes it well again. */
export async function setFaults(rules: object[]): Promise<void> {
  await call(`${AGENTCORE}/_local/faults`, { method: "PUT", body: JSON.stringify(rules) });
}

/** Holds answers back after so many pieces of their text, until the faults are set anew: a page loads as slowly as it likes. */
export const holdAnswers = (afterWords: number) =>
  setFaults([{ kind: "hold", after: afterWords, of: EventType.TEXT_MESSAGE_CONTENT }]);

/** What the local AgentCore has been asked, in order. */
export async function invocations(): Promise<Invocation[]> {
  const answer = await call(`${AGENTCORE}/_local/invocations`);
  return z.array(invocation).parse(Array.isArray(answer) ? answer : (answer as { invocations: unknown }).invocations);
}

/** Those of them that are runs: no commands, such as that a session be started ahead of its first message. */
export async function runsAsked(): Promise<Invocation[]> {
  return (await invocations()).filter(({ op, body }) => op === "invoke" && commandOf(body) === undefined);
}

/** The command of a payload, undefined for a run. */
export function commandOf(body: unknown): unknown {
  return typeof body === "string" && body !== "" ? (JSON.parse(body) as { command?: unknown }).command : undefined;
}

export async function forgetInvocations(): Promise<void> {
  await call(`${AGENTCORE}/_local/invocations`, { method: "DELETE" });
}

/**
 * Ends the process behind a session, as a crash would; resolves when AgentCore has noticed.
 *
 * @param withStorage its session storage goes as well: nothing of it is left anywhere
 */
export async function killSession(sessionId: string, withStorage = false): Promise<void> {
  const body = JSON.stringify({ storage: withStorage });
  await call(`${AGENTCORE}/_local/sessions/${sessionId}/kill`, { method: "POST", body });
  const session = z.object({ sessionId: z.string(), state: z.string() });
  for (let tries = 0; tries < 100; tries++) {
    const answer = await call(`${AGENTCORE}/_local/sessions`);
    const sessions = z
      .array(session)
      .parse(Array.isArray(answer) ? answer : (answer as { sessions: unknown }).sessions);
    if (!sessions.some((one) => one.sessionId === sessionId && one.state !== "stopped")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the session ${sessionId} is still there`);
}

/** Every token that the local Auth0 has issued since it started. */
export async function issuedTokens() {
  const answer = await call(`${AUTH0}/_local/tokens`);
  return z.array(issuedToken).parse(Array.isArray(answer) ? answer : (answer as { tokens: unknown }).tokens);
}

/** How many requests for tokens by a refresh token have ended how, since the local Auth0 started. */
export async function refreshOutcomes(): Promise<Record<string, number>> {
  const counts = z.object({ counts: z.record(z.record(z.number())) });
  return counts.parse(await call(`${AUTH0}/_local/requests`)).counts.refresh_token ?? {};
}

/** Whether Auth0 still takes a refresh token. Asking uses it up. */
export async function takesRefreshToken(refreshToken: string): Promise<boolean> {
  const client = { client_id: LOCAL.clientId, client_secret: LOCAL.clientSecret };
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken, ...client });
  return (await fetch(`${AUTH0}/oauth/token`, { method: "POST", body })).ok;
}

export async function auth0Settings(settings: object): Promise<void> {
  await call(`${AUTH0}/_local/settings`, { method: "PATCH", body: JSON.stringify(settings) });
}

export async function resetAuth0(): Promise<void> {
  await call(`${AUTH0}/_local/reset-settings`, { method: "POST", body: "{}" });
}

/** Ends everything that Auth0 has granted a person, as an administrator would. */
export async function revokeAtAuth0(sub: string): Promise<void> {
  await call(`${AUTH0}/_local/revoke`, { method: "POST", body: JSON.stringify({ sub }) });
}
