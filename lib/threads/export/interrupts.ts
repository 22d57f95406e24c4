import "server-only";
import { and, eq } from "drizzle-orm";
import type { DecisionView } from "../../api/contract";
import { message } from "../../db/schema";
import type { Database } from "../../db/types";
import { pendingOf, shownRun } from "../../interrupts/pending";
import type { StoredInterrupt } from "../../interrupts/stored";
import { viewDecisions } from "../../interrupts/view";
import { runsOf } from "../../runs/run-store";
import { pathTo } from "../tree";
import { decisionsOn } from "../view";

type Owned = { userId: string; threadId: string };

/** What an agent has asked at the end of a run, and each time that it was answered. */
export type ExportedInterrupts = {
  runId: string;
  asked: Pick<StoredInterrupt, "id" | "kind" | "tool" | "input" | "message">[];
  answers: { runId: string; at: Date; decisions: DecisionView[] }[];
};

/** Everything that the agent has asked in a thread, on all branches, oldest first. */
export async function exportedInterrupts(db: Database, own: Owned): Promise<ExportedInterrupts[]> {
  const runs = (await runsOf(db, own)).reverse();
  return runs.flatMap(({ id, interrupts }) => {
    if (!interrupts) return [];
    const resumed = runs.filter(({ resume }) => resume?.runId === id);
    const answers = resumed.map((run) => ({ runId: run.id, at: run.startedAt, decisions: viewDecisions(run, runs) }));
    const asked = interrupts.list.map(({ id, kind, tool, input, message }) => ({ id, kind, tool, input, message }));
    return [{ runId: id, asked, answers }];
  });
}

/** The same on the branch that is shown: what was answered below which message, and what the agent waits for at its end. */
export type ShownInterrupts = { decisions: Record<string, DecisionView[]>; waiting: readonly StoredInterrupt[] };

export async function shownInterrupts(
  db: Database,
  { userId, threadId, headId }: Owned & { headId: string | null },
): Promise<ShownInterrupts> {
  const runs = await runsOf(db, { userId, threadId });
  if (runs.every(({ interrupts }) => interrupts === null)) return { decisions: {}, waiting: [] };
  const nodes = await db
    .select({
      id: message.id,
      parentId: message.parentId,
      position: message.position,
      role: message.role,
      runId: message.runId,
    })
    .from(message)
    .where(and(eq(message.threadId, threadId), eq(message.userId, userId)));
  const path = pathTo(nodes, headId);
  return { decisions: decisionsOn(path, nodes, runs), waiting: pendingOf(shownRun(path.at(-1), runs)) };
}
