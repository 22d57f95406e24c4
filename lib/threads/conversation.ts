import "server-only";
import type { Message } from "@ag-ui/core";
import type { ThreadView } from "../api/contract";
import type { Database } from "../db/types";
import { type Run, runsOf } from "../runs/run-store";
import { allMessages } from "./messages";
import { findThread, type Thread } from "./threads";
import { viewThread } from "./view";

/** A thread as its owner sees it at one moment. */
export type Conversation = {
  thread: Thread;
  messages: Message[];
  view: ThreadView;
  /** The answer that is being written; its stored messages cover the log up to `coveredSeq`. */
  running: Run | null;
};

/**
 * Reads a thread in one snapshot of the database: messages of one moment with the covered number of another would show
 * words twice, or leave some out.
 *
 * @returns null for a thread that this person does not have
 */
export async function readConversation(
  db: Database,
  params: { userId: string; threadId: string },
): Promise<Conversation | null> {
  return await db.transaction(
    async (tx) => {
      const thread = await findThread(tx, params);
      if (!thread) return null;
      const nodes = await allMessages(tx, params);
      const runs = await runsOf(tx, params);
      const running = runs.find((run) => run.status === "running") ?? null;
      return { thread, running, ...viewThread(thread, nodes, runs) };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}
