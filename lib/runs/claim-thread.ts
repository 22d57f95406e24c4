import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Agent } from "../agentcore/registry";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { thread as threadTable } from "../db/schema";
import type { Database } from "../db/types";
import type { ErrorCode } from "../errors";
import { hasRoomForRun } from "../limits/runs-at-once";
import { allMessages, insertMessages, type StoredMessage } from "../threads/messages";
import { lockThread, type Thread, titleUnlessChosen } from "../threads/threads";
import { titleFrom } from "../threads/title";
import { instanceId } from "./instance";
import { type Placed, placeTurn } from "./place-turn";
import { type Resuming, resumingOf } from "./resume";
import { claimRun, type Run, runsOf } from "./run-store";
import type { Turn } from "./turn";
import { type SessionChoice, whichSession } from "./which-session";

type Request = { scope: Pick<RequestScope, "user">; agent: Agent; threadId: string; runId: string; turn: Turn };

export type Claimed = {
  ok: true;
  thread: Thread;
  placed: Placed;
  /** The messages of all branches and the runs (newest first) before this one. */
  nodes: StoredMessage[];
  runs: Run[];
  /** The AgentCore session that the run goes to. */
  session: SessionChoice;
  /** What the run takes up again; null for an answer to a question. */
  resuming: Resuming | null;
};

/** Carries a refusal out of the transaction, so that everything in it is undone. */
class Refused extends Error {
  constructor(readonly code: ErrorCode) {
    super(code);
  }
}

/**
 * Stores the person's message and claims the thread for a run, in one transaction.
 *
 * @returns what the run needs to know of the thread as it was, or why nothing was stored: `NOT_FOUND`, `RUN_IN_PROGRESS`,
 *   `INTERRUPT_PENDING`, `CONFLICT`, `BAD_REQUEST`, `RATE_LIMITED` (as many of the person's runs are on as may be)
 */
export async function claimThread(db: Database, request: Request): Promise<Claimed | { ok: false; code: ErrorCode }> {
  try {
    return await db.transaction((tx) => claimIn(tx, request));
  } catch (error) {
    if (error instanceof Refused) return { ok: false, code: error.code };
    throw error;
  }
}

async function claimIn(tx: Database, { scope, agent, threadId, runId, turn }: Request): Promise<Claimed> {
  const userId = scope.user.id;
  const thread = await lockThread(tx, { userId, threadId, agentId: agent.id, create: turn.parentId === null });
  if (!thread) throw new Refused("NOT_FOUND");
  const runs = await runsOf(tx, { userId, threadId });
  // Who answers the agent second has lost to somebody who has answered it, not to another question.
  if (runs.some((run) => run.status === "running"))
    throw new Refused(turn.op === "resume" ? "CONFLICT" : "RUN_IN_PROGRESS");
  const nodes = await allMessages(tx, { userId, threadId });
  const place = placeTurn(nodes, thread.headMessageId, turn);
  if (!place.ok) throw new Refused(place.code);
  const { placed } = place;
  const found = resumingOf(turn, nodes, thread.headMessageId, runs);
  if (!found.ok) throw new Refused(found.code);
  const { resuming } = found;
  const { limits, runStaleMs } = getConfig();
  if (!(await hasRoomForRun(tx, { userId, atOnce: limits.runsAtOnce, staleMs: runStaleMs })))
    throw new Refused("RATE_LIMITED");
  const owner = instanceId();
  const { baseMessageId, question } = placed;
  const session = whichSession({ agent, thread, runs, question, resuming });
  const claim = { runId, owner, threadId, userId, agentId: agent.id, baseMessageId, generation: session.generation };
  if (!(await claimRun(tx, { ...claim, resume: resuming?.resume ?? null }))) throw new Refused("CONFLICT");
  if (question)
    await insertMessages(tx, {
      userId,
      threadId,
      runId,
      messages: [{ ...question, content: question.message }],
      searchable: true,
    });
  const title = thread.title === "" && question ? titleFrom(String(question.message.content)) : null;
  await tx
    .update(threadTable)
    .set({
      headMessageId: baseMessageId,
      generation: session.ofThread,
      agentHeadId: null,
      activeAt: sql`now()`,
      updatedAt: sql`now()`,
      ...(title === null ? {} : titleUnlessChosen(title, "message")),
    })
    .where(eq(threadTable.id, thread.id));
  return { ok: true, thread: { ...thread, title: title ?? thread.title }, placed, nodes, runs, session, resuming };
}
