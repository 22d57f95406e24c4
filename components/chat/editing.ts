/** A question that is being said differently, in its place in the conversation; one at a time. */
export type Edited = { id: string; text: string; original: string };

/**
 * Holds the text of an inline edit outside of its box: a long conversation takes messages off the page that are
 * scrolled out of sight, and what was typed must outlive that.
 */
export function createEditing() {
  let edited: Edited | null = null;
  let focus: { id: string; on: "box" | "button" } | null = null;
  const listeners = new Set<() => void>();
  const set = (next: Edited | null) => {
    edited = next;
    for (const listener of listeners) listener();
  };
  const unsaved = (): string | null => {
    const { text = "", original = "" } = edited ?? {};
    return text.trim() !== "" && text.trim() !== original.trim() ? text : null;
  };
  return {
    get: () => edited,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** @param text what is in the box at first, when that is not the message as it is */
    open: (id: string, original: string, text = original): void => {
      focus = { id, on: "box" };
      set({ id, text, original });
    },
    type: (text: string): void => void (edited && set({ ...edited, text })),
    /** What was typed and would be missed; null when there is nothing. */
    unsaved,
    /** Leaves the message as it is; the focus returns to the button that opened the box. */
    cancel: (): void => {
      focus = edited && { id: edited.id, on: "button" };
      set(null);
    },
    /** The text is on its way. */
    close: (): void => set(null),
    /** Ends an edit whose message is not shown any more. @returns what was typed, or null when there is nothing */
    endUnless: (isShown: (id: string) => boolean): string | null => {
      if (!edited || isShown(edited.id)) return null;
      const text = unsaved();
      set(null);
      return text;
    },
    /** Whether the focus belongs on this part of a message now; true once, when it has just come to be there. */
    takesFocus: (id: string, on: "box" | "button"): boolean => {
      if (focus?.id !== id || focus.on !== on) return false;
      focus = null;
      return true;
    },
  };
}

export type Editing = ReturnType<typeof createEditing>;
