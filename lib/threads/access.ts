import "server-only";
import { findThread, isFree } from "./store";

/** Whether this person has a conversation of that id. */
export async function threadExists(userId: string, threadId: string): Promise<boolean> {
  return findThread(userId, threadId) !== null;
}

/** Whether this person may run `agentId` in that thread: it is theirs and that agent's, or nobody's yet. */
export function ownsOrMayCreate(userId: string, threadId: string, agentId: string): boolean {
  const thread = findThread(userId, threadId);
  return thread ? thread.agentId === agentId : isFree(threadId);
}

/** Ids of the messages that the server has of this person's thread; none for a new one. */
export function knownMessageIds(userId: string, threadId: string): ReadonlySet<string> {
  return new Set(findThread(userId, threadId)?.messages.map((message) => message.id));
}
