/** A question that is being said differently, in its place in the conversation; one at a time. */
export type Edited = { id: string; text: string };

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
  return {
    get: () => edited,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    open: (id: string, text: string): void => {
      focus = { id, on: "box" };
      set({ id, text });
    },
    type: (text: string): void => void (edited && set({ ...edited, text })),
    /** Leaves the message as it is; the focus returns to the button that opened the box. */
    cancel: (): void => {
      focus = edited && { id: edited.id, on: "button" };
      set(null);
    },
    /** The text is on its way. */
    close: (): void => set(null),
    /** Ends an edit whose message is not shown any more. @returns its text, or null when there is none */
    endUnless: (isShown: (id: string) => boolean): string | null => {
      if (!edited || isShown(edited.id)) return null;
      const { text } = edited;
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
