import { attempt, removeAll } from "../ui/web-storage";

/** The part of `Storage` that drafts need. */
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const PREFIX = "draft:";
/** Half-written texts of chats that have no address yet. */
export const NEW_CHAT = "new";
/** Between two texts that end up in one composer. */
export const BETWEEN = "\n\n";

/** A message on its way to the server, of which the page does not know yet whether it arrived. */
export type OnTheWay = { id: string; text: string };

/**
 * Texts not yet sent, one per conversation, in this tab only: they survive a reload and a new sign-in, and end with the
 * tab. The person's id is in the key, since another person may sign in to the same tab.
 */
export function createDrafts(userId: string, open: () => Store = () => sessionStorage) {
  const keyOf = (thread: string) => `${PREFIX}${userId}:${thread}`;
  const get = (thread: string) => attempt(() => open().getItem(keyOf(thread))) ?? "";
  const set = (thread: string, text: string): void => {
    attempt(() => (text ? open().setItem(keyOf(thread), text) : open().removeItem(keyOf(thread))));
  };
  const wayOf = (thread: string) => `${thread}:on-the-way`;
  const onTheWay = (thread: string): OnTheWay | null => {
    const { id, text } = attempt(() => JSON.parse(get(wayOf(thread)))) ?? {};
    return typeof id === "string" && typeof text === "string" ? { id, text } : null;
  };
  const setOnTheWay = (thread: string, message: OnTheWay | null) =>
    set(wayOf(thread), message ? JSON.stringify(message) : "");
  return {
    read: get,
    write: set,
    /** The message that was on its way into that conversation when its page was left. */
    onTheWay,
    setOnTheWay,
    /** The server has no such conversation: what was to become its message is in the next new chat's composer. */
    release: (thread: string): void => {
      const message = onTheWay(thread);
      if (!message) return;
      setOnTheWay(thread, null);
      set(NEW_CHAT, [message.text, get(NEW_CHAT)].filter(Boolean).join(BETWEEN));
    },
  };
}

/** Removes every draft of this tab; part of signing out. */
export function clearDrafts(open: () => Store = () => sessionStorage): void {
  removeAll(PREFIX, open);
}
