export type ToastAction = { label: string; testId: string; run: () => void };
/** `detail`: what it is about, such as a name; shortened where there is no room, unlike the text. */
export type Toast = {
  id: number;
  text: string;
  detail: string | null;
  tone: "done" | "problem";
  action: ToastAction | null;
};

type Ports = { after: (ms: number, work: () => void) => () => void };

/** Long enough to read it, think, and reach for the button. */
export const SHOWN_FOR = 10_000;

/** The one message that is shown in passing. A later one takes the place of an earlier one. */
export function createToasts(ports: Ports) {
  const listeners = new Set<() => void>();
  let shown: Toast | null = null;
  let count = 0;
  let held = false;
  let cancel = () => {};

  const set = (toast: Toast | null) => {
    cancel();
    shown = toast;
    for (const listener of listeners) listener();
  };
  const wait = () => {
    cancel();
    if (shown && !held) cancel = ports.after(SHOWN_FOR, () => set(null));
  };

  return {
    getState: (): Toast | null => shown,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** @returns the toast's number, for `isShown` */
    show(text: string, options: Partial<Omit<Toast, "id" | "text">> = {}): number {
      count += 1;
      set({ id: count, text, detail: null, tone: "done", action: null, ...options });
      wait();
      return count;
    },
    isShown: (id: number): boolean => shown?.id === id,
    close(): void {
      held = false;
      set(null);
    },
    /** Stays while it is looked at (hovered or focused), and then for the whole time again. */
    hold(on: boolean): void {
      held = on;
      wait();
    },
  };
}

export type Toasts = ReturnType<typeof createToasts>;
