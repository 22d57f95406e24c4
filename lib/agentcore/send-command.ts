import "server-only";
import type { AccessToken } from "../auth/access-token";
import { describeFailure, type Opened, openStream } from "./open-stream";
import { newTrace } from "./trace";

/** Something other than a run that is asked of a session: a command to its agent, or its end. */
export type CommandCall = {
  url: string;
  sessionId: string;
  body: unknown;
  token: (rejected?: string) => Promise<AccessToken>;
  timeoutMs: number;
  tries?: number;
};

/** Sends it and waits for the answer, of which only its success is looked at. Never throws. */
export async function sendCommand({ timeoutMs, body, ...call }: CommandCall): Promise<Opened> {
  try {
    const opened = await openStream({
      ...call,
      traceparent: newTrace().traceparent,
      body: JSON.stringify(body),
      accept: "application/json",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (opened.ok) await opened.response.body?.cancel().catch(() => undefined);
    return opened;
  } catch (error) {
    return { ok: false, code: "TIMED_OUT", detail: describeFailure(error), awsRequestId: null, mayRun: true };
  }
}
