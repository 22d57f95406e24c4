import "server-only";
import type { Message } from "@ag-ui/core";
import { and, eq, sql } from "drizzle-orm";
import { thread } from "../db/schema";
import type { Database } from "../db/types";
import {
  allMessages,
  foreignIds,
  insertMessages,
  messagesOfRun,
  removeMessages,
  updateMessage,
} from "../threads/messages";
import { titleUnlessChosen } from "../threads/threads";
import { titleFrom } from "../threads/title";
import { leafBelow } from "../threads/tree";
import type { Folded } from "./fold";
import type { Place } from "./place";

export type Kept = {
  /** How the run has ended; null while it is on. */
  ended: "whole" | "cut" | null;
  /** What the agent calls the conversation, if it said so. */
  title?: string | null;
  /** The AgentCore session of this run is not to be used again. */
  leavesSession?: boolean;
};

/** Locks a thread until the transaction ends. Whoever changes a thread and its run takes the thread first. */
export async function lockForWriting(tx: Database, { userId, threadId }: Place): Promise<boolean> {
  const own = and(eq(thread.id, threadId), eq(thread.userId, userId));
  return (await tx.select({ id: thread.id }).from(thread).where(own).for("update")).length === 1;
}

/**
 * Writes down what a run has said so far as messages of its thread, one below the other, the first below the question.
 *
 * What is stored already is only touched where it differs. The branch that the person sees ends with it; an
 * answer that ended without a word gives way to the one that it was to replace.
 */
export async function keepMessages(tx: Database, place: Place, folded: Folded, kept: Kept): Promise<void> {
  const { userId, threadId, runId, baseMessageId } = place;
  const stored = new Map((await messagesOfRun(tx, place)).map((row) => [row.id, row]));
  const messages = await storableMessages(tx, place, folded.messages, kept.ended !== null);
  const searchable = kept.ended !== null;
  const added: { parentId: string | null; content: Message }[] = [];
  let parentId = baseMessageId;
  for (const content of messages) {
    const known = stored.get(content.id);
    stored.delete(content.id);
    if (!known) added.push({ parentId, content });
    else if (searchable || known.parentId !== parentId || JSON.stringify(known.content) !== JSON.stringify(content))
      await updateMessage(tx, { userId, threadId, runId, parentId, content, searchable });
    parentId = content.id;
  }
  await insertMessages(tx, { userId, threadId, runId, messages: added, searchable });
  if (kept.ended) await removeMessages(tx, { userId, threadId, runId, ids: [...stored.keys()] });
  const silent = parentId === baseMessageId;
  const head = silent && kept.ended ? leafBelow(await allMessages(tx, place), baseMessageId) : parentId;
  await tx
    .update(thread)
    .set({
      headMessageId: head,
      state: folded.state ?? {},
      stateVersion: sql`${thread.stateVersion} + 1`,
      activeAt: sql`now()`,
      updatedAt: sql`now()`,
      ...(kept.ended ? { answeredAt: sql`now()` } : {}),
      // What an agent remembers of a run that was cut short, nobody knows; in another session, nothing.
      agentHeadId: kept.ended === "whole" && !silent && !kept.leavesSession ? head : null,
      ...(kept.leavesSession ? { generation: sql`${thread.generation} + 1` } : {}),
      ...(kept.title ? titleUnlessChosen(titleFrom(kept.title), "agent") : {}),
    })
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId)));
}

/**
 * The messages of a run that can be stored: each id once, and none that the thread has from elsewhere. `createOwnEvents`
 * sees to that; where it failed, a message is worth less than the thread.
 */
async function storableMessages(tx: Database, place: Place, messages: Message[], ended: boolean): Promise<Message[]> {
  const foreign = await foreignIds(tx, { ...place, ids: messages.map((message) => message.id).filter(isStorable) });
  const seen = new Set([place.baseMessageId]);
  return messages.filter((message) => {
    // Begun and cut off before its first word. While the run is on, its words may come yet.
    if (ended && isBlank(message)) return false;
    if (!isStorable(message.id) || foreign.has(message.id) || seen.has(message.id)) return false;
    seen.add(message.id);
    return true;
  });
}

/** An index entry of Postgres takes 2.7 KB, its text no U+0000 and no half surrogate pair. */
function isStorable(id: string): boolean {
  return id.length > 0 && id.length <= 500 && !id.includes("\0") && id.isWellFormed();
}

function isBlank(message: Message): boolean {
  return message.role === "assistant" && !message.content && !message.toolCalls?.length;
}
