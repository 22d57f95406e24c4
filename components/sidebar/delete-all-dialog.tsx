"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ApiError } from "../api/request";
import { useChatSession } from "../chat/session-provider";
import { useThreadList, useThreadListStore } from "../threads/threads-provider";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { useToasts } from "../ui/toaster";
import { useReason } from "./use-reason";

type Props = { returnTo: HTMLElement | null; onClose: () => void };

/** Asks before everything is deleted: how much that is, and that there is no way back. */
export default function DeleteAllDialog({ returnTo, onClose }: Props) {
  const t = useTranslations("sidebar");
  const reason = useReason();
  const list = useThreadListStore();
  const { active, archived } = useThreadList();
  const toasts = useToasts();
  const { startNew } = useChatSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  // Archived ones count, too.
  useEffect(() => void list.open(true), [list]);

  const known = active.threads.length + archived.threads.length;
  const counted = active.status === "ready" && archived.status === "ready";
  const all = !active.hasMore && !archived.hasMore;
  const confirm = async () => {
    setBusy(true);
    setError(null);
    const result = await list.removeAll();
    setBusy(false);
    if (!result.ok) return setError(result.error);
    onClose();
    toasts.show(t("deletedAll"));
    startNew();
  };
  return (
    <Dialog title={t("deleteAllTitle")} testId="delete-all-dialog" returnTo={returnTo} onClose={onClose}>
      <p className="mt-3 text-sm leading-relaxed text-pretty text-ink">
        {/* How many that is cannot be said of a list that is being loaded or could not be. */}
        {!counted ? t("deleteAllUncounted") : t(all ? "deleteAllCount" : "deleteAllMore", { count: known })}{" "}
        <strong className="font-semibold">{t("deleteAllForGood")}</strong>
      </p>
      {error && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {t("deleteFailed", { reason: reason(error) })}
        </p>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        {/* The first button that the dialog's focus meets after Close is the harmless one. */}
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button kind="danger" data-testid="confirm" aria-busy={busy} disabled={busy} onClick={() => void confirm()}>
          {busy ? t("deletingAll") : t("confirmDeleteAll")}
        </Button>
      </div>
    </Dialog>
  );
}
