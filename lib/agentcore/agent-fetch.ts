import "server-only";
import type { AccessToken } from "../auth/access-token";
import type { ErrorCode } from "../errors";
import { type Call, describeFailure, openStream } from "./open-stream";
import type { AgentProtocol, AnswerReader } from "./protocol";
import type { Trace } from "./trace";
import { followSignals, untilAborted } from "./until-aborted";

export type AgentFetchOptions = {
  /** What the runtime speaks; the caller gets AG-UI whatever it is. */
  protocol: AgentProtocol;
  sessionId: string;
  runId: string;
  trace: Trace;
  token: (rejected?: string) => Promise<AccessToken>;
  /** The sentence that the person reads for a code, in their language. */
  sentence: (code: ErrorCode) => string;
  /** No byte for this long, not even a keep-alive: the agent is taken for lost. */
  silenceMs: number;
  /** For the log: what the upstream really said. Never goes to the browser. */
  note: (entry: { code?: ErrorCode; detail: string; awsRequestId: string | null }) => void;
  /**
   * The run has ended for us while the agent may still be at it: AgentCore does not tell it that nobody reads any more.
   * Called at most once; not when the caller aborts, who knows about it.
   */
  abandoned: () => void;
  sleep?: Call["sleep"];
  conflictTries?: Call["conflictTries"];
};

/**
 * A `fetch` for `HttpAgent` that always answers with a well-formed AG-UI stream.
 *
 * Stock `HttpAgent` (0.0.59) turns an error answer into an Error that carries the upstream's body, takes a stream
 * that just ends for a success, and lets a broken socket become an unhandled rejection that ends the process
 * (ag-ui-protocol/ag-ui #2510). Here each of these is one RUN_ERROR with a code of the closed set; whatever the upstream
 * said goes to the log. Only whole frames are passed on, and nothing after the end of the run. A runtime of another
 * protocol than AG-UI is answered for in the same way: what it says becomes the events of a run.
 *
 * Aborting through `init.signal` ends in an `AbortError`, as with `fetch`.
 */
export function createAgentFetch(options: AgentFetchOptions): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const lost = new AbortController();
    const signal = followSignals(init.signal, lost.signal);
    const watchdog = createWatchdog(options.silenceMs, () => lost.abort(new Error("silence")));
    try {
      const exchange = options.protocol(String(init.body ?? ""));
      const opened = await openStream({
        url,
        sessionId: options.sessionId,
        traceparent: options.trace.traceparent,
        body: exchange.body,
        accept: exchange.accept,
        signal,
        token: options.token,
        heard: watchdog.feed,
        ...(options.sleep ? { sleep: options.sleep } : {}),
        ...(options.conflictTries ? { conflictTries: options.conflictTries } : {}),
      });
      if (!opened.ok) {
        watchdog.stop();
        if (opened.mayRun) options.abandoned();
        return failed(options, opened.code, opened.detail, opened.awsRequestId);
      }
      const type = opened.response.headers.get("content-type") ?? "";
      const reader = opened.response.body ? exchange.reader(type) : null;
      if (!opened.response.body || !reader) {
        watchdog.stop();
        await opened.response.body?.cancel().catch(() => undefined);
        options.abandoned();
        return failed(
          options,
          "AGENT_FAILED",
          `the answer is ${type || "of no type"}, which the runtime's protocol does not have`,
          opened.awsRequestId,
        );
      }
      return sse(
        guardedBody(opened.response.body, {
          options,
          answer: reader,
          signal,
          lost: lost.signal,
          watchdog,
          awsRequestId: opened.awsRequestId,
        }),
      );
    } catch (error) {
      watchdog.stop();
      if (init.signal?.aborted) throw new DOMException("The run was stopped", "AbortError");
      if (!lost.signal.aborted) throw error;
      options.abandoned();
      return failed(options, "TIMED_OUT", "no answer in time", null);
    }
  };
}

type BodyContext = {
  options: AgentFetchOptions;
  answer: AnswerReader;
  signal: AbortSignal;
  lost: AbortSignal;
  watchdog: ReturnType<typeof createWatchdog>;
  awsRequestId: string | null;
};

function guardedBody(upstream: ReadableStream<Uint8Array>, context: BodyContext): ReadableStream<Uint8Array> {
  const { options, answer, watchdog, awsRequestId } = context;
  const reader = upstream.getReader();
  const encoder = new TextEncoder();
  const release = () => {
    watchdog.stop();
    // The upstream may be broken already; its complaint about that has no reader.
    reader.cancel().catch(() => undefined);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const end = (code: ErrorCode, detail: string, over = false) => {
        if (!over) options.abandoned();
        options.note({ code, detail, awsRequestId });
        controller.enqueue(encoder.encode(errorFrame(options, code, awsRequestId)));
        controller.close();
        release();
      };
      try {
        for (;;) {
          const next = await untilAborted(context.signal, reader.read());
          if (!next.done) watchdog.feed();
          const { frames, notes, end: ending } = next.done ? answer.close() : answer.push(next.value);
          for (const detail of notes) options.note({ detail, awsRequestId });
          if (frames) controller.enqueue(encoder.encode(frames));
          if (ending?.kind === "failed") return end(ending.code, ending.detail, ending.over);
          if (ending) {
            controller.close();
            return release();
          }
          if (frames) return;
        }
      } catch (error) {
        if (context.lost.aborted) return end("TIMED_OUT", "the agent fell silent");
        if (context.signal.aborted) {
          release();
          // Always this very error: HttpAgent lets any other one escape as an unhandled rejection, and a socket that
          // dies in the same moment makes `read` throw another.
          return controller.error(new DOMException("The run was stopped", "AbortError"));
        }
        end(error instanceof RangeError ? "AGENT_FAILED" : "STREAM_TRUNCATED", describeFailure(error));
      }
    },
    cancel: release,
  });
}

function failed(options: AgentFetchOptions, code: ErrorCode, detail: string, awsRequestId: string | null): Response {
  options.note({ code, detail, awsRequestId });
  return sse(errorFrame(options, code, awsRequestId));
}

function sse(body: BodyInit): Response {
  return new Response(body, { status: 200, headers: { "content-type": "text/event-stream" } });
}

function errorFrame(options: AgentFetchOptions, code: ErrorCode, awsRequestId: string | null): string {
  const metadata = {
    runId: options.runId,
    traceId: options.trace.traceId,
    at: new Date().toISOString(),
    ...(awsRequestId ? { awsRequestId } : {}),
  };
  return `data: ${JSON.stringify({ type: "RUN_ERROR", code, message: options.sentence(code), metadata })}\n\n`;
}

function createWatchdog(ms: number, bark: () => void) {
  let timer = setTimeout(bark, ms);
  return {
    feed() {
      clearTimeout(timer);
      timer = setTimeout(bark, ms);
    },
    stop: () => clearTimeout(timer),
  };
}
