import "server-only";
import type { AccessToken } from "../auth/access-token";
import type { ErrorCode } from "../errors";
import { untilAborted } from "./until-aborted";
import { readErrorAnswer, type UpstreamError } from "./upstream-error";

export type Call = {
  url: string;
  sessionId: string;
  traceparent: string;
  body: string;
  accept: string;
  signal: AbortSignal;
  /** The person's access token; `rejected` asks for another one than AgentCore has just refused. */
  token: (rejected?: string) => Promise<AccessToken>;
  /** How often it is tried at most; 4 when not given. */
  tries?: number;
  /** The same while the session is being started or ended (409). */
  conflictTries?: number;
  /** The service has answered, whatever it says: it is not silent. */
  heard?: () => void;
  /** Waits between tries; a parameter so that tests need no clock. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type Opened =
  | { ok: true; response: Response; awsRequestId: string | null }
  | {
      ok: false;
      code: ErrorCode;
      detail: string;
      awsRequestId: string | null;
      /** The request may have reached the agent, which may be at work on it. */
      mayRun: boolean;
    };

export const SESSION_HEADER = "x-amzn-bedrock-agentcore-runtime-session-id";
const MAX_TRIES = 4;
const MAX_WAIT_MS = 8_000;
const MAX_ERROR_BODY = 64 * 1024;

/**
 * Calls an AgentCore runtime as this person until it answers with a stream, or says no for good.
 *
 * The headers are built here and nowhere else: nothing that the browser sent goes along. 409, 429 and 503 are tried
 * again with jitter, since nothing has begun then; a refused token is renewed once; a broken connection is not tried
 * again, because the agent may have started to act. Redirects are errors: the token goes to one address only.
 */
export async function openStream(call: Call): Promise<Opened> {
  const sleep = call.sleep ?? wait;
  let rejected: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const token = await call.token(rejected);
    if (!token.ok) {
      const code = token.reason === "expired" ? "SIGN_IN_EXPIRED" : "AGENT_UNREACHABLE";
      return { ok: false, code, detail: `no access token: ${token.reason}`, awsRequestId: null, mayRun: false };
    }
    let response: Response;
    try {
      response = await send(call, token.token);
    } catch (error) {
      if (call.signal.aborted) throw error;
      return { ok: false, code: "AGENT_UNREACHABLE", detail: describeFailure(error), awsRequestId: null, mayRun: true };
    }
    call.heard?.();
    const awsRequestId = response.headers.get("x-amzn-requestid");
    if (response.ok) return { ok: true, response, awsRequestId };
    const upstream = readErrorAnswer(response.status, response.headers, await readText(response, call.signal));
    if (response.status === 401 && rejected === undefined) {
      rejected = token.token;
      continue;
    }
    if (!upstream.retryable || attempt >= triesFor(response.status, call)) {
      // A gateway that gave up waiting says nothing about the agent behind it.
      const mayRun = response.status >= 500 && response.status !== 503;
      return { ok: false, code: upstream.code, detail: upstream.detail, awsRequestId, mayRun };
    }
    await sleep(backoffMs(attempt, upstream), call.signal);
  }
}

function triesFor(status: number, { tries = MAX_TRIES, conflictTries = tries }: Call): number {
  return status === 409 ? conflictTries : tries;
}

async function send(call: Call, token: string): Promise<Response> {
  const answer = fetch(call.url, {
    method: "POST",
    redirect: "error",
    signal: call.signal,
    body: call.body,
    headers: headersOf(call, token),
  });
  try {
    return await untilAborted(call.signal, answer);
  } catch (error) {
    // Given up before it answered: what comes all the same is not read.
    answer.then((late) => late.body?.cancel()).catch(() => undefined);
    throw error;
  }
}

function headersOf(call: Call, token: string): Record<string, string> {
  return {
    // The command line also calls agents on this machine, which ask nobody for a token: theirs is empty.
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    "content-type": "application/json",
    accept: call.accept,
    [SESSION_HEADER]: call.sessionId,
    traceparent: call.traceparent,
  };
}

/** Full jitter around 0.3, 0.6, 1.2 s, or what the service asked for, within reason. */
function backoffMs(attempt: number, upstream: UpstreamError): number {
  const base = 300 * 2 ** (attempt - 1);
  return Math.min(MAX_WAIT_MS, Math.max(upstream.retryAfterMs ?? 0, base / 2 + Math.random() * base));
}

async function readText(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (text.length < MAX_ERROR_BODY) {
      const next = await untilAborted(signal, reader.read());
      if (next.done) break;
      text += decoder.decode(next.value, { stream: true });
    }
  } catch {
    // A broken error answer still has its status, and so has one that does not end.
  }
  reader.cancel().catch(() => undefined);
  return text;
}

/** What went wrong on the network, for the log: fetch hides the reason in `cause`. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
