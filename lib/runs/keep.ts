import "server-only";
import type { Message } from "@ag-ui/core";
import { and, eq, sql } from "drizzle-orm";
import { thread } from "../db/schema";
import type { Database } from "../db/types";
import { allMessages, insertMessages, messagesOfRun, updateMessage } from "../threads/messages";
import { titleUnlessChosen } from "../threads/threads";
import { titleFrom } from "../threads/title";
import { leafBelow } from "../threads/tree";
import type { Folded } from "./fold";

type Place = { userId: string; threadId: string; runId: string; baseMessageId: string };

/**
 * Writes down what a run has said so far as messages of its thread, one below the other, the first below the question.
 *
 * What is stored already is only touched where it differs. The branch that the person sees ends with it; an
 * answer that ended without a word gives way to the one that it was to replace.
 *
 * @param title what the agent calls the conversation, if it said so
 */
export async function keepMessages(
  tx: Database,
  place: Place,
  folded: Folded,
  options: { ended: boolean; title?: string | null },
): Promise<void> {
  const { userId, threadId, runId } = place;
  const stored = new Map((await messagesOfRun(tx, place)).map((row) => [row.id, row]));
  const added: { parentId: string | null; content: Message }[] = [];
  let parentId = place.baseMessageId;
  for (const content of folded.messages) {
    // Begun and cut off before its first word. While the run is on, its words may come yet.
    if (options.ended && isBlank(content)) continue;
    const known = stored.get(content.id);
    if (!known) added.push({ parentId, content });
    else if (known.parentId !== parentId || JSON.stringify(known.content) !== JSON.stringify(content))
      await updateMessage(tx, { userId, threadId, runId, parentId, content });
    parentId = content.id;
  }
  await insertMessages(tx, { userId, threadId, runId, messages: added });
  const silent = parentId === place.baseMessageId;
  const head = silent && options.ended ? leafBelow(await allMessages(tx, place), place.baseMessageId) : parentId;
  await tx
    .update(thread)
    .set({
      headMessageId: head,
      state: folded.state ?? {},
      stateVersion: sql`${thread.stateVersion} + 1`,
      activeAt: sql`now()`,
      updatedAt: sql`now()`,
      ...(options.ended ? { answeredAt: sql`now()` } : {}),
      ...(options.title ? titleUnlessChosen(titleFrom(options.title), "agent") : {}),
    })
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId)));
}

function isBlank(message: Message): boolean {
  return message.role === "assistant" && !message.content && !message.toolCalls?.length;
}
