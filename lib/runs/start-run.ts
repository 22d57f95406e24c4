import "server-only";
import type { Agent } from "../agentcore/registry";
import { runtimeSessionId } from "../agentcore/session-id";
import type { ThreadView } from "../api/contract";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import type { ErrorCode } from "../errors";
import { recordDecisions } from "../interrupts/record";
import { countRun, noteLimit } from "../limits/count";
import { pathTo } from "../threads/tree";
import { viewThread } from "../threads/view";
import { type Claimed, claimThread } from "./claim-thread";
import { isDraining } from "./drain";
import { instanceId } from "./instance";
import { interruptStale } from "./interrupt";
import type { LiveRun } from "./live-run";
import { createOwnEvents, knownIds } from "./own-events";
import { continuedCalls } from "./resume";
import { runInBackground } from "./run-in-background";
import { runInput } from "./run-input";
import { settled, settleUpstream } from "./settle";
import type { Turn } from "./turn";
import { warmedUp } from "./warm-up";

export type RunRequest = { scope: RequestScope; agent: Agent; threadId: string; runId: string; turn: Turn };
export type RunResult = { ok: true; run: LiveRun } | { ok: false; code: ErrorCode; retryAfter?: number };

/** When one of a person's answers ends nobody knows; soon enough to ask again. */
const AN_ANSWER_ENDS_SECONDS = 5;
/** Until another process answers: one that stands by, or the next one. */
const A_START_SECONDS = 3;

/**
 * Starts a run: stores the person's message and claims the thread in one transaction, then lets the agent answer in the
 * background of this process.
 *
 * @returns the run, or why nothing was stored: `NOT_FOUND`, `RUN_IN_PROGRESS`, `INTERRUPT_PENDING`, `CONFLICT`, `BAD_REQUEST`,
 *   `RATE_LIMITED` with the seconds to wait, and `RESTARTING` while this process is about to end
 * @throws when the database does not answer, be it for the limits only: nothing runs then
 */
export async function startRun(request: RunRequest): Promise<RunResult> {
  const { scope, agent, threadId, runId } = request;
  // A connection that was open before may still bring one, which would be interrupted before its answer is whole.
  if (isDraining()) return { ok: false, code: "RESTARTING", retryAfter: A_START_SECONDS };
  const db = await database();
  const asking = { userId: scope.user.id, address: scope.address, requestId: scope.requestId };
  const counted = await countRun(db, asking);
  if (!counted.ok) return counted;
  await interruptStale(db, { staleMs: getConfig().runStaleMs, of: { userId: scope.user.id, threadId } });
  const claim = await claimThread(db, request);
  if (!claim.ok && claim.code === "RATE_LIMITED") {
    await noteLimit(db, asking, { what: "run-at-once", subject: asking.userId });
    return { ...claim, retryAfter: AN_ANSWER_ENDS_SECONDS };
  }
  if (!claim.ok) return claim;
  const { thread, placed, nodes, runs, session, resuming } = claim;
  const key = getConfig().sessionIdKey;
  const sessionId = runtimeSessionId(key, scope.user.id, threadId, session.generation);
  const previous = runs[0];
  if (previous?.leftBehind) {
    // Its owner died: nobody has told the agent, which may be writing that answer still.
    const left = runtimeSessionId(key, scope.user.id, threadId, previous.generation);
    void settleUpstream({ agent, sessionId: left, threadId, runId: previous.id, scope });
  }
  const path = pathTo(nodes, placed.question?.parentId ?? placed.baseMessageId).map((node) => node.content);
  const history = placed.question ? [...path, placed.question.message] : path;
  const continued = resuming ? continuedCalls(resuming, history) : new Map<string, string>();
  const known = knownIds([...nodes.map((node) => node.content), ...history]);
  const run = runInBackground({
    db,
    scope,
    agent,
    sessionId,
    ready: Promise.all([settled(threadId), warmedUp(sessionId)]).then(() => undefined),
    lease: { runId, owner: instanceId() },
    place: { userId: scope.user.id, threadId, runId, baseMessageId: placed.baseMessageId },
    elsewhere: session.generation !== session.ofThread,
    own: createOwnEvents(known, continued),
    continued: [...new Set(continued.values())],
    view: viewAtStart(request, claim),
    history,
    input: runInput({
      threadId,
      runId,
      state: thread.state,
      history: session.remembers ? (resuming ? [] : history.slice(-1)) : history,
      resume: resuming?.entries ?? null,
    }),
  });
  scope.hold(run.settled);
  // Sent once more, they are no other decision.
  if (resuming && !resuming.again) await recordDecisions(db, { ...asking, threadId, runId, ...resuming });
  return { ok: true, run };
}

/** The view as a reader would find it now, without asking the database for what is known here. */
function viewAtStart({ runId }: RunRequest, { thread, placed, nodes, runs, resuming }: Claimed): ThreadView {
  const { question, baseMessageId } = placed;
  const asked = question && {
    id: baseMessageId,
    parentId: question.parentId,
    position: thread.nextPosition,
    role: "user" as const,
    runId,
    content: question.message,
  };
  const resume = resuming?.resume ?? null;
  const begun = { status: "running" as const, errorCode: null, errorMetadata: null, endedAt: null, interrupts: null };
  const run = { ...begun, id: runId, baseMessageId, resume };
  return viewThread({ ...thread, headMessageId: baseMessageId }, asked ? [...nodes, asked] : nodes, [run, ...runs])
    .view;
}
