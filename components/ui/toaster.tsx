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
import { cx } from "./cx";
import { createToasts, type Toast, type Toasts } from "./toasts";

const Context = createContext<Toasts | null>(null);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts] = useState(() =>
    createToasts({
      after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    }),
  );
  return <Context.Provider value={toasts}>{children}</Context.Provider>;
}

export function useToasts(): Toasts {
  const toasts = useContext(Context);
  if (!toasts) throw new Error("useToasts needs a ToastProvider above it");
  return toasts;
}

/** Where toasts appear. The regions are always there: a screen reader hears what changes in one, not one that appears. */
export function Toaster({ className, root }: { className?: string; root?: RefObject<HTMLDivElement | null> }) {
  const toasts = useToasts();
  const toast = useSyncExternalStore(toasts.subscribe, toasts.getState, () => null);
  const cameFrom = useRef<EventTarget | null>(null);
  const close = () => {
    toasts.close();
    // The button that was pressed is about to go, and the focus with it.
    if (cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever points at a message or has the focus in it is still reading it
    <div
      ref={root}
      className={cx("pointer-events-none fixed z-50 flex justify-center", className)}
      onMouseEnter={() => toasts.hold(true)}
      onMouseLeave={() => toasts.hold(false)}
      onFocus={(event) => {
        toasts.hold(true);
        if (!event.currentTarget.contains(event.relatedTarget)) cameFrom.current = event.relatedTarget;
      }}
      onBlur={() => toasts.hold(false)}
    >
      <div role="status">{toast?.tone === "done" && <Message toast={toast} close={close} />}</div>
      <div role="alert">{toast?.tone === "problem" && <Message toast={toast} close={close} />}</div>
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
        "pointer-events-auto flex w-full max-w-md items-center gap-1 rounded-xl border py-1.5 pr-1.5 pl-4 text-sm text-ink shadow-lg",
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
