"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  createContext,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
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
  const giveBack = useCallback(() => {
    if (cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  }, []);
  const messages = (tone: Toast["tone"]) =>
    shown
      .filter((toast) => toast.tone === tone)
      .map((toast) => (
        <Message key={toast.id} toast={toast} close={() => toasts.close(toast.id)} giveBack={giveBack} />
      ));
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

/** @param props `giveBack`: returns the focus to where it was before it came to a message */
function Message({ toast, close, giveBack }: { toast: Toast; close: () => void; giveBack: () => void }) {
  const t = useTranslations("menu");
  const { action, takesFocus } = toast;
  const box = useRef<HTMLDivElement>(null);
  const actionButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!takesFocus) return;
    // After what the same change does to the focus: that is where it returns to.
    const timer = setTimeout(() => actionButton.current?.focus(), 0);
    return () => clearTimeout(timer);
  }, [takesFocus]);
  useLayoutEffect(() => {
    const element = box.current;
    // The focus would go with the message, whoever closes it.
    return () => {
      if (element?.contains(document.activeElement)) giveBack();
    };
  }, [giveBack]);
  return (
    <div
      ref={box}
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
          ref={actionButton}
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
