/** The name that is being given to a conversation; there is one such field at a time. */
export type RenameDraft = ReturnType<typeof createRenameDraft>;

/**
 * Keeps a half-typed name while its row moves to another group of the list: React cannot move an element to another
 * parent, so the row is made anew there, and the field with it.
 */
export function createRenameDraft() {
  let draft: { id: string; name: string } | null = null;
  return {
    /** What has been typed for this conversation, or null when it is not being renamed. */
    of: (id: string): string | null => (draft?.id === id ? draft.name : null),
    /** @returns how to forget it, unless another field has taken it over meanwhile */
    keep(id: string, name: string): () => void {
      const mine = { id, name };
      draft = mine;
      return () => {
        if (draft === mine) draft = null;
      };
    },
  };
}
