import { attempt, removeAll } from "../ui/web-storage";

type Store = Pick<Storage, "getItem" | "setItem">;

const PREFIX = "agent:";

/** Of each person their own: several may sign in to one browser. */
const keyOf = (userId: string) => `${PREFIX}${userId}`;

/** The agent that the person has used last in this browser; it may be gone since. */
export function readLastAgent(userId: string, open: () => Store = () => localStorage): string | null {
  return attempt(() => open().getItem(keyOf(userId)));
}

export function writeLastAgent(userId: string, agentId: string, open: () => Store = () => localStorage): void {
  attempt(() => open().setItem(keyOf(userId), agentId));
}

/** Part of erasing an account: whoever used this browser chooses anew. */
export function forgetLastAgents(open: () => Storage = () => localStorage): void {
  removeAll(PREFIX, open);
}
