import { type BaseEvent, EventType } from "@ag-ui/core";
import { type RunView, THREAD_VIEW_EVENT, type ThreadEvents, type ThreadView } from "@/lib/api/contract";
import { createOpenParts } from "@/lib/runs/open-parts";
import type { ApiError } from "../../api/request";
import { mintId } from "../uuid";
import { type Begun, beginRun } from "./begin-run";
import { createPoller, type PollPorts, Refused } from "./poller";

type FetchLike = (url: string, init: RequestInit) => Promise<Response>;
type Loose = Record<string, unknown>;

const AGENT_CALL = /\/agent\/([^/]+)\/(run|connect)$/;

/**
 * A `fetch` for AG-UI's agent where hosts hold answers back until they are whole (`STREAM_MODE=poll`): it starts runs
 * and reads conversations as JSON, bit by bit, and answers with the very stream that the server would have sent. All
 * other requests, and refusals, pass through as they are.
 *
 * The stream errors like a broken connection when the site stays out of reach, and ends with the request's signal.
 */
export function createPollFetch(ports: PollPorts): FetchLike {
  const open = ports.fetch;

  return async (url, init) => {
    const [, agent, kind] = AGENT_CALL.exec(url) ?? [];
    if (!agent || typeof init.body !== "string") return await open(url, init);
    const input = JSON.parse(init.body) as Loose & { threadId: string; runId: string };
    const path = `/api/threads/${encodeURIComponent(input.threadId)}`;
    const signal = init.signal ?? null;
    if (kind === "run") {
      const body = JSON.stringify({ ...input, agentId: decodeURIComponent(agent) });
      const begun = await beginRun(ports, { path, body, runId: input.runId, signal });
      if (!begun.ok) return begun.response;
      return respond(signal, (gone) => runEvents(createPoller(ports, `${path}/events`, gone), input, begun));
    }
    const response = await open(`${path}/events`, { signal });
    if (!response.ok) return response;
    const first = (await response.json()) as ThreadEvents;
    return respond(signal, (gone) => connectEvents(createPoller(ports, `${path}/events`, gone), input, first));
  };
}

type Poller = ReturnType<typeof createPoller>;
type Ids = { threadId: string; runId: string };

async function* pagesOf(poller: Poller, { cursor, first }: Begun & { ok: true }): AsyncGenerator<ThreadEvents> {
  if (first) yield first;
  if (!first?.done) yield* poller.pages(cursor, first === null);
}

async function* runEvents(poller: Poller, ids: Ids, begun: Begun & { ok: true }): AsyncGenerator<Loose> {
  const { threadId, runId } = ids;
  const parts = createOpenParts(mintId);
  yield { type: EventType.RUN_STARTED, threadId, runId };
  let last: ThreadEvents | null = null;
  for await (const page of pagesOf(poller, begun)) {
    last = page;
    for (const event of page.events) parts.see(event);
    yield* eventsOf(page);
  }
  const run = last?.view?.run?.id === runId ? last.view.run : null;
  if ((run ?? last?.run)?.status === "error") return yield runError(run);
  // A process that died has closed nothing, and AG-UI takes no end over something open. A call that is waited with stays so.
  yield* parts.close(run?.interrupts ? null : "stopped") as unknown as Loose[];
  yield { type: EventType.RUN_FINISHED, threadId, runId };
}

async function* connectEvents(poller: Poller, ids: Ids, first: ThreadEvents): AsyncGenerator<Loose> {
  const { threadId, runId } = ids;
  yield { type: EventType.RUN_STARTED, threadId, runId };
  yield { type: EventType.MESSAGES_SNAPSHOT, messages: first.messages ?? [] };
  yield { type: EventType.STATE_SNAPSHOT, snapshot: first.state ?? {} };
  yield* eventsOf({ ...first, messages: undefined });
  if (!first.done) for await (const page of poller.pages(first.cursor, false)) yield* eventsOf(page);
  yield { type: EventType.RUN_FINISHED, threadId, runId };
}

/**
 * The view of a conversation comes before what happens in it, and that of a run that is over after it. Messages are sent
 * again where the events alone would leave something out.
 */
function* eventsOf({ view, messages, events, done }: ThreadEvents): Generator<Loose> {
  const said: Loose[] = (events as (BaseEvent & Loose)[]).slice();
  const shown = view ? [shows(view)] : [];
  const whole = messages ? [{ type: EventType.MESSAGES_SNAPSHOT, messages }] : [];
  yield* done ? [...said, ...whole, ...shown] : [...whole, ...shown, ...said];
}

const shows = (view: ThreadView): Loose => ({ type: EventType.CUSTOM, name: THREAD_VIEW_EVENT, value: view });

function runError(run: RunView | null): Loose {
  const { code, ...detail } = run?.error ?? { code: "INTERNAL" };
  // The page has a sentence of its own for each code.
  return { type: EventType.RUN_ERROR, code, message: code, metadata: { ...detail, ...(run ? { runId: run.id } : {}) } };
}

function refusal({ code, requestId }: ApiError): Loose {
  return { type: EventType.RUN_ERROR, code, message: code, metadata: requestId ? { requestId } : {} };
}

/** Server-Sent Events made of what is produced, until it ends, the request is given up, or nobody reads any more. */
function respond(outer: AbortSignal | null, produce: (gone: AbortSignal) => AsyncGenerator<Loose>): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const give = () => gone.abort(outer?.reason);
  outer?.addEventListener("abort", give);
  if (outer?.aborted) give();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (event: Loose) => controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
      const pump = async () => {
        try {
          for await (const event of produce(gone.signal)) say(event);
          controller.close();
        } catch (error) {
          if (!(error instanceof Refused)) return controller.error(gone.signal.aborted ? gone.signal.reason : error);
          say(refusal(error.reason));
          controller.close();
        } finally {
          outer?.removeEventListener("abort", give);
        }
      };
      void pump();
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
