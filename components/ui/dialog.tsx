"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useRef } from "react";

type Props = {
  title: string;
  testId: string;
  onClose: () => void;
  /** What has the focus afterwards; the browser alone forgets it when it was in a menu that has closed meanwhile. */
  returnTo: HTMLElement | null;
  /** Something is under way that leaving the dialog would not call off: it stays until that is over. */
  busy?: boolean;
  children: ReactNode;
};

/**
 * The browser's own modal dialog: focus, Escape and an inert page come with it, and no style of its own that a strict
 * Content-Security-Policy would refuse. It is open as long as it is rendered.
 */
export function Dialog({ title, testId, onClose, returnTo, busy = false, children }: Props) {
  const t = useTranslations("menu");
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const pressedBeside = useRef(false);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      returnTo?.focus();
    };
  }, [returnTo]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; the keyboard has Escape
    <dialog
      ref={dialog}
      data-testid={testId}
      aria-labelledby={heading}
      className="m-auto w-[calc(100%-2rem)] max-w-lg rounded-2xl border border-line bg-raised p-0 text-ink shadow-xl backdrop:bg-black/45"
      // Escape; the dialog goes by no longer being rendered.
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onClose();
      }}
      // A browser closes it for the second Escape in a row, without asking again.
      onClose={({ currentTarget }) => {
        if (busy && currentTarget.isConnected && !currentTarget.open) currentTarget.showModal();
        else if (currentTarget.isConnected && !currentTarget.open) onClose();
      }}
      // Text that is selected by dragging out of the dialog ends in a click beside it, too.
      onPointerDown={(event) => {
        pressedBeside.current = event.target === event.currentTarget;
      }}
      onClick={(event) => event.target === event.currentTarget && pressedBeside.current && !busy && onClose()}
    >
      <div className="flex max-h-[85dvh] flex-col overflow-y-auto p-5">
        <div className="flex items-start gap-3">
          <h2 id={heading} className="min-w-0 flex-1 pt-1 text-lg leading-snug font-semibold text-ink wrap-anywhere">
            {title}
          </h2>
          {/* No tooltip: it would lie below the dialog, and take the first Escape for itself. */}
          <button
            type="button"
            aria-label={t("close")}
            disabled={busy}
            onClick={onClose}
            className="-mt-1 -mr-2 flex size-10 shrink-0 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-surface hover:text-ink disabled:cursor-not-allowed disabled:opacity-60"
          >
            <X size={18} aria-hidden="true" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
