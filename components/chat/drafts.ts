/** The part of `Storage` that drafts need. */
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const PREFIX = "draft:";
/** Half-written texts of chats that have no address yet. */
export const NEW_CHAT = "new";

/**
 * Texts not yet sent, one per conversation, in this tab only: they survive a reload and a new sign-in, and end with the
 * tab. The person's id is in the key, since another person may sign in to the same tab.
 */
export function createDrafts(userId: string, open: () => Store = () => sessionStorage) {
  const keyOf = (thread: string) => `${PREFIX}${userId}:${thread}`;
  return {
    read: (thread: string): string => attempt(() => open().getItem(keyOf(thread))) ?? "",
    write: (thread: string, text: string): void => {
      attempt(() => (text ? open().setItem(keyOf(thread), text) : open().removeItem(keyOf(thread))));
    },
  };
}

/** Removes every draft of this tab; part of signing out. */
export function clearDrafts(open: () => Store = () => sessionStorage): void {
  attempt(() => {
    const store = open();
    const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
    for (const key of keys) if (key?.startsWith(PREFIX)) store.removeItem(key);
  });
}

/** Storage can be switched off, full, or throw on mere access; a draft is not worth failing for. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
