"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { after } from "./after";
import { cx } from "./cx";
import { createToasts, type Toast, type Toasts } from "./toasts";

const Context = createContext<Toasts | null>(null);
const NONE: readonly Toast[] = [];

/** Holds the messages for everything below it; `Toaster` shows them, `useToasts` gives the way to send one. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts] = useState(() => createToasts({ after }));
  return <Context.Provider value={toasts}>{children}</Context.Provider>;
}

/** How to show a message in passing, below a `ToastProvider`. */
export function useToasts(): Toasts {
  const toasts = useContext(Context);
  if (!toasts) throw new Error("useToasts needs a ToastProvider above it");
  return toasts;
}

/** Where toasts appear. The regions are always there: a screen reader hears what changes in one, not one that appears. */
export function Toaster({ className, root }: { className?: string; root?: RefObject<HTMLDivElement | null> }) {
  const toasts = useToasts();
  const shown = useSyncExternalStore(toasts.subscribe, toasts.getState, () => NONE);
  const cameFrom = useRef<EventTarget | null>(null);
  const close = (id: number) => {
    toasts.close(id);
    // The button that was pressed is about to go, and the focus with it.
    if (cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  };
  const messages = (tone: Toast["tone"]) =>
    shown
      .filter((toast) => toast.tone === tone)
      .map((toast) => <Message key={toast.id} toast={toast} close={() => close(toast.id)} />);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever points at a message or has the focus in it is still reading it
    <div
      ref={root}
      className={cx("pointer-events-none fixed z-50 flex flex-col items-center", className)}
      onMouseEnter={() => toasts.hold(true)}
      onMouseLeave={() => toasts.hold(false)}
      onFocus={(event) => {
        toasts.hold(true);
        if (!event.currentTarget.contains(event.relatedTarget)) cameFrom.current = event.relatedTarget;
      }}
      onBlur={() => toasts.hold(false)}
    >
      {/* Not atomic: a new message does not have an earlier one, which is still there, read again. */}
      <div role="status" aria-atomic="false">
        {messages("done")}
      </div>
      <div role="alert" aria-atomic="false">
        {messages("problem")}
      </div>
    </div>
  );
}

function Message({ toast, close }: { toast: Toast; close: () => void }) {
  const t = useTranslations("menu");
  const { action } = toast;
  return (
    <div
      data-testid="toast"
      className={cx(
        "pointer-events-auto my-1 flex w-full max-w-md items-center gap-1 rounded-xl border py-1.5 pr-1.5 pl-4 text-sm text-ink shadow-lg",
        toast.tone === "problem" ? "border-danger-line bg-danger-soft" : "border-line-strong bg-raised",
      )}
    >
      <p className="min-w-0 flex-1 py-1.5 wrap-anywhere">
        {toast.text}
        {toast.detail && <span className="line-clamp-2 text-muted"> {toast.detail}</span>}
      </p>
      {action && (
        <button
          type="button"
          data-testid={action.testId}
          onClick={() => {
            close();
            action.run();
          }}
          className="min-h-9 shrink-0 cursor-pointer rounded-lg px-2.5 font-semibold text-accent hover:bg-surface"
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={t("close")}
        onClick={close}
        className="flex size-9 shrink-0 cursor-pointer items-center justify-center rounded-lg text-muted hover:bg-surface hover:text-ink"
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
