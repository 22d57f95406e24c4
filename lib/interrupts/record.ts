import "server-only";
import { recordAudit } from "../audit/record";
import type { Database } from "../db/types";
import { answerTo } from "./answers";
import { decisionOf, type StoredPending, type StoredResume } from "./stored";

type Decided = {
  userId: string;
  address: string | null;
  requestId: string;
  threadId: string;
  /** The run that the answers have begun. */
  runId: string;
  asked: { interrupts: StoredPending | null };
  resume: StoredResume;
};

/** Writes down what a person has decided for an agent: who, when, and about which tool; never about what. Never rejects. */
export async function recordDecisions(db: Database, decided: Decided): Promise<void> {
  const { userId, address, requestId, threadId, runId, asked, resume } = decided;
  for (const one of asked.interrupts?.list ?? []) {
    const decision = decisionOf(one, answerTo(one, resume.answers));
    const detail = { runId, decision, of: one.kind, tool: one.tool };
    await recordAudit(db, { kind: "agent-answered", userId, address, requestId, subject: threadId, detail });
  }
}
