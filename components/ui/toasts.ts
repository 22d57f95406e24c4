export type ToastAction = { label: string; testId: string; run: () => void };
/** `detail`: what it is about, such as a name; shortened where there is no room, unlike the text. */
export type Toast = {
  id: number;
  /** A later message takes the place of an earlier one of its topic, and of no other. */
  topic: "general" | "deleted";
  text: string;
  detail: string | null;
  tone: "done" | "problem";
  action: ToastAction | null;
  /** Whether its action is to have the focus: who works by keyboard would have to look for it at the page's end. */
  takesFocus: boolean;
};

type Ports = { after: (ms: number, work: () => void) => () => void };

/** Long enough to read it, think, and reach for the button. */
export const SHOWN_FOR = 10_000;

/**
 * The messages that are shown in passing, one of each topic: undoing a deletion is the one way back to what was deleted,
 * and must not go because something else has been done or has failed meanwhile.
 */
export function createToasts(ports: Ports) {
  const listeners = new Set<() => void>();
  const timers = new Map<number, () => void>();
  let shown: readonly Toast[] = [];
  let count = 0;
  let held = false;

  const set = (toasts: readonly Toast[]) => {
    shown = toasts;
    for (const [id, cancel] of timers) {
      if (toasts.some((toast) => toast.id === id)) continue;
      cancel();
      timers.delete(id);
    }
    for (const listener of listeners) listener();
  };
  const without = (id: number) => shown.filter((toast) => toast.id !== id);
  const wait = (id: number) => {
    timers.get(id)?.();
    timers.delete(id);
    if (!held)
      timers.set(
        id,
        ports.after(SHOWN_FOR, () => set(without(id))),
      );
  };

  return {
    /** In the order in which they came. */
    getState: (): readonly Toast[] => shown,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** @returns the toast's number, for `isShown` and `close` */
    show(text: string, options: Partial<Omit<Toast, "id" | "text">> = {}): number {
      count += 1;
      const toast: Toast = {
        topic: "general",
        detail: null,
        tone: "done",
        action: null,
        takesFocus: false,
        ...options,
        id: count,
        text,
      };
      set([...shown.filter(({ topic }) => topic !== toast.topic), toast]);
      wait(toast.id);
      return toast.id;
    },
    isShown: (id: number): boolean => shown.some((toast) => toast.id === id),
    close(id: number): void {
      held = false;
      set(without(id));
      for (const toast of shown) wait(toast.id);
    },
    /** They stay while they are looked at (hovered or focused), and then for the whole time again. */
    hold(on: boolean): void {
      held = on;
      for (const { id } of shown) wait(id);
    },
  };
}

export type Toasts = ReturnType<typeof createToasts>;
