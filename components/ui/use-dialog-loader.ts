"use client";
import { useTranslations } from "next-intl";
import { type ReactElement, useCallback } from "react";
import { loadPart } from "../release/page-releases";
import { useToasts } from "./toaster";

/**
 * Dialogs are seldom opened, so nothing of the first page waits for their code. It is loaded by the click and not by
 * rendering (`React.lazy`): offline or after a deploy it is not there, and what fails in rendering takes the page with it.
 */
export function useDialogLoader(show: (dialog: ReactElement) => void) {
  const t = useTranslations("sidebar");
  const toasts = useToasts();
  return useCallback(
    (returnTo: HTMLElement | null, load: () => Promise<ReactElement>) =>
      void loadPart(load).then(show, () => {
        toasts.show(t("openFailed"), { tone: "problem" });
        // The menu in which it was chosen has closed and left the focus to the dialog.
        returnTo?.focus();
      }),
    [show, toasts, t],
  );
}
