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
import { claimRun, type Run, runsOf, sessionAge } from "./run-store";
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
  const chosen = whichSession({ agent, thread, placed, nodes, runs, resuming });
  const { generation } = chosen;
  const remembers =
    chosen.remembers &&
    (agent.protocol === "http" || mayLive(agent, await sessionAge(tx, { userId, threadId, generation })));
  const session: SessionChoice = { ...chosen, remembers };
  const claim = { runId, owner, threadId, userId, agentId: agent.id, baseMessageId, generation };
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

/** The service's longest `maxLifetime`, which is also its default. */
const LIFETIME_MS = 8 * 60 * 60 * 1000;
/** The message still has to get there, and a session that was started ahead is older than its first run. */
const SURELY = 0.9;

/**
 * Whether an AgentCore session is still the one that it was: ended for want of calls or of age, the next call gets a new
 * process under the same id, and nobody is told that its memory is empty.
 *
 * The history is then sent whole, once, to the same session. Another session would serve an agent with its memory in the
 * process as well, but it would cost one with lasting memory all that it keeps under the session's id, after every lunch
 * break. More than one message means to an agent that this is the conversation, whatever it remembers of it.
 */
function mayLive(agent: Agent, { idleMs, livedMs }: { idleMs: number; livedMs: number }): boolean {
  return idleMs < agent.idleSeconds * 1000 * SURELY && livedMs < LIFETIME_MS * SURELY;
}
