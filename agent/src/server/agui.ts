import { type AGUIEvent, EventType, type RunAgentInput } from "@ag-ui/core";
import { EventEncoder } from "@ag-ui/encoder";
import type { Response } from "express";
import { earlyEnd, whenEnded } from "../runs/ending.ts";
import type { ActiveRun } from "../runs/registry.ts";
import { runError } from "../runs/shape-events.ts";
import type { AppOptions } from "./app.ts";

const KEEP_ALIVE_MS = 15_000;
/** Longer than a cold start, the slowest thing that an ended run may still be in. */
const VACATE_MS = 10_000;
/** How long a reader who is behind may take for the end of a run that was ended. */
const LAST_READ_MS = 2000;

/**
 * Answers an AG-UI input with the run's events as server-sent events, and a comment at a fixed interval, so that the
 * stream is never silent for long: load balancers on the way close a connection that says nothing for a minute.
 *
 * A second run on a thread is told so in the stream: AgentCore passes concurrent requests on, and a status other than
 * 200 would reach the caller as a crash of the agent.
 */
export async function streamRun(
  { engine, registry, keepAliveMs = KEEP_ALIVE_MS, lastReadMs = LAST_READ_MS }: AppOptions,
  res: Response,
  input: RunAgentInput,
  token: string | undefined,
): Promise<void> {
  const encoder = new EventEncoder();
  res.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
  });
  res.flushHeaders();
  await registry.vacated(input.threadId, VACATE_MS);
  // Its "close" has been, and would not end a run that began now.
  if (res.closed) return;
  const run = registry.begin(input.threadId, input.runId);
  if (!run) {
    res.end(encoder.encode(runError("RUN_IN_PROGRESS", input.runId)));
    return;
  }
  res.once("close", () => run.end("disconnected"));
  const keepAlive = setInterval(() => {
    if (!res.writableNeedDrain) res.write(": keep-alive\n\n");
  }, keepAliveMs);
  try {
    for await (const event of eventsOf(engine, run, input, token)) {
      if (res.closed || res.destroyed) break;
      await write(res, encoder, event, run.signal);
    }
  } finally {
    clearInterval(keepAlive);
    run.close();
    res.end();
    if (run.signal.aborted) closeUnlessRead(res, lastReadMs);
  }
}

/** The run's events. A run that ends while the engine is still being loaded does not wait for it. */
async function* eventsOf(
  engine: AppOptions["engine"],
  run: ActiveRun,
  input: RunAgentInput,
  token: string | undefined,
): AsyncGenerator<AGUIEvent> {
  const loaded = await Promise.race([engine, whenEnded(run.signal)]);
  if (loaded !== "ended") {
    yield* loaded.run(run, input, token);
    return;
  }
  const { threadId, runId, parentRunId } = input;
  yield { type: EventType.RUN_STARTED, threadId, runId, ...(parentRunId && { parentRunId }) };
  yield earlyEnd(input, run.signal);
}

/**
 * Writes an event, and waits while the reader is behind: an answer nobody reads must not pile up in memory. Not once the
 * run has ended: what is left is short, and a reader who stopped reading must not keep the run's place.
 */
async function write(res: Response, encoder: EventEncoder, event: AGUIEvent, signal: AbortSignal): Promise<void> {
  if (res.write(encoder.encode(event)) || event.type === EventType.RUN_FINISHED || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      res.off("drain", done);
      res.off("close", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    res.once("drain", done);
    res.once("close", done);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** Cuts a connection whose reader does not take the end of the answer: it would stay open for as long as they like. */
function closeUnlessRead(res: Response, ms: number): void {
  if (res.writableFinished || res.closed) return;
  const late = setTimeout(() => res.destroy(), ms).unref();
  for (const event of ["finish", "close"]) res.once(event, () => clearTimeout(late));
}
