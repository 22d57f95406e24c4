import "server-only";
import { type BaseEvent, EventType, type Message, type RunAgentInput } from "@ag-ui/core";
import type { Agent } from "../agentcore/registry";
import { newTrace } from "../agentcore/trace";
import type { ThreadView } from "../api/contract";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import type { Database } from "../db/types";
import type { ErrorCode } from "../errors";
import { errorSentence } from "../i18n/sentences";
import { log } from "../log";
import { readConversation } from "../threads/conversation";
import { endOfRun } from "./end-of-run";
import { httpAgentFor } from "./http-agent";
import { keepProgress } from "./keep-progress";
import { keepLease } from "./lease-keeper";
import { createOutlet, type LiveRun } from "./live-run";
import { createLogWriter } from "./log-writer";
import { nudge } from "./nudge";
import type { createOwnEvents } from "./own-events";
import type { Place } from "./place";
import { type Cut, type Produced, produce } from "./produce";
import { appendEvents, type Lease } from "./run-store";
import { losesSession, settleUpstream } from "./settle";
import { viewEvent } from "./view-event";

/** What has been said is written down as messages this often, in milliseconds; between that, the log has it. */
export const KEEP_EVERY_MS = 3_000;

export type BackgroundRun = {
  db: Database;
  scope: RequestScope;
  agent: Agent;
  sessionId: string;
  ready: Promise<void>;
  lease: Lease;
  place: Place;
  /** The thread as this run begins. */
  view: ThreadView;
  own: ReturnType<typeof createOwnEvents>;
  /** The calls of an earlier run that this one goes on with. */
  continued: readonly string[];
  /** It goes to an AgentCore session that the thread has left: what is said next would not be understood there. */
  elsewhere: boolean;
  history: readonly Message[];
  input: RunAgentInput;
};

/** Lets the agent answer, independent of the request that asked for it, until the end is written down. */
export function runInBackground(b: BackgroundRun): LiveRun {
  const { threadId, runId } = b.place;
  const outlet = createOutlet();
  let cut: Cut | null = null;
  let over = false;
  let told: Promise<void> | null = null;
  let wake: () => void = () => undefined;
  const whenCut = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const settle = () => {
    told = settleUpstream({ agent: b.agent, sessionId: b.sessionId, threadId, runId, scope: b.scope });
  };
  const trace = newTrace();
  const agent = httpAgentFor({ ...b, runId, trace, abandoned: settle });
  const end = (why: Cut) => {
    if (cut || over) return;
    cut = why;
    wake();
    agent.abortRun();
    settle();
  };
  const writer = createLogWriter(
    {
      append: (batch) => appendEvents(b.db, b.lease, batch),
      written: () => nudge(runId),
      lost: () => end("lost"),
      unfoldable: (error) => {
        log.error({ err: error, runId }, "what the agent sent cannot be made messages of");
        end("broken");
      },
      failed: (error) => log.warn({ err: error, runId }, "the run log could not be written"),
    },
    { messages: [], state: b.input.state },
  );
  // Hosts count from when the request came.
  const left = b.scope.startedAt + getConfig().runMaxMs - Date.now();
  const limit = setTimeout(() => end("expired"), Math.max(left, 0));
  let writing = false;
  let kept = 0;
  const keep = async () => {
    if (writing) return;
    writing = true;
    kept = await keepProgress({ ...b, writer, kept, lost: () => end("lost") });
    writing = false;
  };
  const keeping = setInterval(() => void keep(), KEEP_EVERY_MS);

  const work = async () => {
    outlet.next({ type: EventType.RUN_STARTED, threadId, runId } as BaseEvent);
    outlet.next(viewEvent(b.view));
    const produced = await produce({
      runId,
      threadId,
      agent,
      input: b.input,
      history: b.history,
      own: b.own,
      continued: b.continued,
      takesAnswers: b.agent.protocol === "agui",
      writer,
      tell: outlet.next,
      ready: b.ready,
      abandon: () => {
        agent.abortRun();
        settle();
      },
      cut: () => cut,
      whenCut,
      traceId: trace.traceId,
      note: (code, detail) =>
        log.error({ runId, threadId, agentId: b.agent.id, traceId: trace.traceId, code, detail }, "run failed"),
    });
    over = true;
    clearInterval(keeping);
    const leavesSession = b.elsewhere || (told !== null && losesSession(b.agent));
    const isOurs = cut !== "lost" && (await endOfRun({ ...b, leavesSession, writer, produced }));
    nudge(runId);
    await tellView(b, outlet.next);
    outlet.next(lastEvent(b, isOurs ? produced : null));
  };
  const ended = work()
    .catch((error: unknown) => log.error({ err: error, runId }, "a run broke off"))
    .finally(() => {
      over = true;
      clearTimeout(limit);
      clearInterval(keeping);
      writer.close();
      outlet.complete();
    })
    .then(() => (cut === "interrupted" ? (told ?? undefined) : undefined));

  const live: LiveRun = {
    runId,
    threadId,
    events: outlet.events,
    stop: () => end("stopped"),
    interrupt: () => end("interrupted"),
    lose: () => end("lost"),
    dropUnread: outlet.dropUnread,
    ended,
    settled: ended.then(() => told ?? undefined),
  };
  keepLease(live);
  return live;
}

/** The view as the end has left it. */
async function tellView(b: BackgroundRun, tell: (event: BaseEvent) => void): Promise<void> {
  try {
    const conversation = await readConversation(b.db, b.place);
    if (conversation) tell(viewEvent(conversation.view));
  } catch (error) {
    // The page then shows the run as it sees it; a view is not worth losing an answer for.
    log.warn({ err: error, runId: b.place.runId }, "the view of a thread could not be read");
  }
}

/** @param produced null when the end could not be written down, or somebody else has ended the run */
function lastEvent({ place, scope }: BackgroundRun, produced: Produced | null): BaseEvent {
  const { threadId, runId } = place;
  const fail = (code: ErrorCode, metadata: object) =>
    ({
      type: EventType.RUN_ERROR,
      code,
      message: errorSentence(code, scope.locale),
      metadata: { runId, at: new Date().toISOString(), ...metadata },
    }) as BaseEvent;
  if (!produced || produced.end.status === "interrupted") return fail("STREAM_TRUNCATED", {});
  const { end, result } = produced;
  if (end.status === "error") return fail(end.errorCode as ErrorCode, { ...end.errorMetadata });
  const given = end.status === "stopped" ? { stopped: true } : result;
  return {
    type: EventType.RUN_FINISHED,
    threadId,
    runId,
    ...(given === undefined ? {} : { result: given }),
  } as BaseEvent;
}
