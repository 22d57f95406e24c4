import type { Message } from "@ag-ui/core";

/** What an agent may add to a conversation. A person's words and the system prompt come from nobody but us. */
const AGENT_ROLES = new Set<Message["role"]>(["assistant", "tool", "reasoning", "activity"]);

/**
 * The conversation after an agent had its say: the stored history untouched, then the messages of its own run.
 *
 * An agent's MESSAGES_SNAPSHOT may hold only its last message, or ids of ours with other contents: neither may take
 * anything away or change what was said before.
 */
export function mergeMessages(history: readonly Message[], fromAgent: readonly Message[]): Message[] {
  const known = new Set(history.map((message) => message.id));
  const added = new Map<string, Message>();
  for (const message of fromAgent) {
    if (!known.has(message.id) && AGENT_ROLES.has(message.role)) added.set(message.id, message);
  }
  return [...history, ...added.values()];
}
