import { createHmac } from "node:crypto";

/**
 * The AgentCore session of a conversation: hex HMAC-SHA256 over JSON `[user, thread, generation]`.
 *
 * AgentCore does not bind sessions to people: any accepted token may use any session id. This one cannot be guessed,
 * is the owner's alone, and stays with the thread, so that its microVM is found again. 64 characters (33–256 allowed).
 *
 * @param generation rises when the conversation must leave its session behind
 */
export function runtimeSessionId(key: Uint8Array, userId: string, threadId: string, generation: number): string {
  return createHmac("sha256", key)
    .update(JSON.stringify([userId, threadId, generation]))
    .digest("hex");
}
