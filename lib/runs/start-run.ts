import "server-only";
import type { Message, RunAgentInput } from "@ag-ui/core";
import { eq, sql } from "drizzle-orm";
import type { Agent } from "../agentcore/registry";
import { runtimeSessionId } from "../agentcore/session-id";
import type { ThreadView } from "../api/contract";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import { thread as threadTable } from "../db/schema";
import type { Database } from "../db/types";
import type { ErrorCode } from "../errors";
import { allMessages, insertMessages, type StoredMessage } from "../threads/messages";
import { lockThread, type Thread, titleUnlessChosen } from "../threads/threads";
import { titleFrom } from "../threads/title";
import { pathTo } from "../threads/tree";
import { viewThread } from "../threads/view";
import { instanceId } from "./instance";
import { interruptStale } from "./interrupt";
import type { LiveRun } from "./live-run";
import { createOwnEvents, knownIds } from "./own-events";
import { type Placed, placeTurn } from "./place-turn";
import { runInBackground } from "./run-in-background";
import { claimRun, type Run, runsOf } from "./run-store";
import { settled, settleUpstream } from "./settle";
import type { Turn } from "./turn";

export type RunRequest = { scope: RequestScope; agent: Agent; threadId: string; runId: string; turn: Turn };
export type RunResult = { ok: true; run: LiveRun } | { ok: false; code: ErrorCode };

type Claimed = { ok: true; thread: Thread; placed: Placed; nodes: StoredMessage[]; runs: Run[] };
type Claim = Claimed | { ok: false; code: ErrorCode };

/**
 * Starts a run: stores the person's message and claims the thread in one transaction, then lets the agent answer in the
 * background of this process.
 *
 * @returns the run, or why nothing was stored: `NOT_FOUND`, `RUN_IN_PROGRESS`, `CONFLICT`, `BAD_REQUEST`
 */
export async function startRun(request: RunRequest): Promise<RunResult> {
  const { scope, agent, threadId, runId } = request;
  const db = await database();
  await interruptStale(db, { staleMs: getConfig().runStaleMs, of: { userId: scope.user.id, threadId } });
  const claim = await claimThread(db, request);
  if (!claim.ok) return claim;
  const { thread, placed, nodes, runs } = claim;
  const key = getConfig().sessionIdKey;
  const sessionId = runtimeSessionId(key, scope.user.id, threadId, thread.generation);
  const previous = runs[0];
  if (previous?.status === "interrupted") {
    // Its owner died: nobody has told the agent, which may be writing that answer still.
    void settleUpstream({ agent, sessionId, threadId, runId: previous.id, scope });
  }
  const path = pathTo(nodes, placed.question?.parentId ?? placed.baseMessageId).map((node) => node.content);
  const history = placed.question ? [...path, placed.question.message] : path;
  const run = runInBackground({
    db,
    scope,
    agent,
    sessionId,
    ready: settled(threadId),
    lease: { runId, owner: instanceId() },
    place: { userId: scope.user.id, threadId, runId, baseMessageId: placed.baseMessageId },
    own: createOwnEvents(knownIds(nodes.map((node) => node.content))),
    view: viewAtStart(request, claim),
    history,
    input: inputFor(request, thread, placed, history),
  });
  scope.hold(run.ended);
  return { ok: true, run };
}

/** The view as a reader would find it now, without asking the database for what is known here. */
function viewAtStart({ runId }: RunRequest, { thread, placed, nodes, runs }: Claimed): ThreadView {
  const { question, baseMessageId } = placed;
  const asked = question && {
    id: baseMessageId,
    parentId: question.parentId,
    position: thread.nextPosition,
    role: "user" as const,
    runId,
    content: question.message,
  };
  const run = { id: runId, status: "running" as const, baseMessageId, errorCode: null, errorMetadata: null };
  return viewThread({ ...thread, headMessageId: baseMessageId }, asked ? [...nodes, asked] : nodes, [run, ...runs])
    .view;
}

/** An agent that remembers needs the new message only; one whose session was just left behind remembers nothing. */
function inputFor(request: RunRequest, thread: Thread, placed: Placed, history: Message[]): RunAgentInput {
  const remembers = request.agent.history === "last" && !placed.leavesBranch;
  return {
    threadId: request.threadId,
    runId: request.runId,
    messages: (remembers ? history.slice(-1) : history).filter((message) => message.role !== "activity"),
    state: thread.state,
    tools: [],
    context: [],
    forwardedProps: {},
  };
}

/** Carries a refusal out of the transaction, so that everything in it is undone. */
class Refused extends Error {
  constructor(readonly code: ErrorCode) {
    super(code);
  }
}

async function claimThread(db: Database, request: RunRequest): Promise<Claim> {
  try {
    return await db.transaction((tx) => claimIn(tx, request));
  } catch (error) {
    if (error instanceof Refused) return { ok: false, code: error.code };
    throw error;
  }
}

async function claimIn(tx: Database, { scope, agent, threadId, runId, turn }: RunRequest): Promise<Claimed> {
  const userId = scope.user.id;
  const thread = await lockThread(tx, { userId, threadId, agentId: agent.id, create: turn.parentId === null });
  if (!thread) throw new Refused("NOT_FOUND");
  const runs = await runsOf(tx, { userId, threadId });
  if (runs.some((run) => run.status === "running")) throw new Refused("RUN_IN_PROGRESS");
  const nodes = await allMessages(tx, { userId, threadId });
  const place = placeTurn(nodes, thread.headMessageId, turn);
  if (!place.ok) throw new Refused(place.code);
  const { placed } = place;
  const owner = instanceId();
  const { baseMessageId, question } = placed;
  if (!(await claimRun(tx, { runId, owner, threadId, userId, agentId: agent.id, baseMessageId })))
    throw new Refused("CONFLICT");
  if (question)
    await insertMessages(tx, { userId, threadId, runId, messages: [{ ...question, content: question.message }] });
  const generation = thread.generation + (placed.leavesBranch && agent.history === "last" ? 1 : 0);
  const title = thread.title === "" && question ? titleFrom(String(question.message.content)) : null;
  await tx
    .update(threadTable)
    .set({
      headMessageId: baseMessageId,
      generation,
      activeAt: sql`now()`,
      updatedAt: sql`now()`,
      ...(title === null ? {} : titleUnlessChosen(title, "message")),
    })
    .where(eq(threadTable.id, thread.id));
  return { ok: true, thread: { ...thread, generation, title: title ?? thread.title }, placed, nodes, runs };
}
