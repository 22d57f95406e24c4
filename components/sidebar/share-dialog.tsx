"use client";
import { Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { ThreadSummary } from "@/lib/api/contract";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { useFocusIfLost } from "../ui/use-focus-if-lost";
import { EXPIRIES, type Expiry } from "./expiry";
import { ShareLink } from "./share-link";
import { useReason } from "./use-reason";
import { useShare } from "./use-share";

type Props = { thread: ThreadSummary; sharePublic: boolean; returnTo: HTMLElement | null; onClose: () => void };

/** Gives others a link to the conversation as it is now, and takes it back. */
export default function ShareDialog({ thread, sharePublic, returnTo, onClose }: Props) {
  const t = useTranslations("share");
  const s = useTranslations("sidebar");
  const reason = useReason();
  const { state, load, create, refresh, revoke } = useShare(thread.id);
  const { share, busy, error } = state;
  const [said, setSaid] = useState("");
  return (
    <Dialog title={t("title")} testId="share-dialog" returnTo={returnTo} onClose={onClose}>
      <p className="mt-1 line-clamp-2 text-sm font-medium text-ink wrap-anywhere">{thread.title || s("untitled")}</p>
      <p className="mt-3 text-sm leading-relaxed text-pretty text-muted">{t("snapshot")}</p>
      <p className="mt-3 flex gap-2.5 rounded-lg bg-surface p-3 text-sm text-pretty text-ink">
        <Users size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-muted" />
        {sharePublic ? t("readersPublic") : t("readersSignedIn")}
      </p>
      {error && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {/* What this dialog asks is well formed: the one thing wrong with it can be that there is nothing to show. */}
          {error.code === "BAD_REQUEST" ? t("empty") : t("failed", { reason: reason(error) })}
        </p>
      )}
      {share === undefined && !error && (
        <div className="mt-4" data-testid="share-loading">
          <p className="sr-only">{t("loading")}</p>
          <div aria-hidden="true" className="skeleton h-10 rounded-lg" />
        </div>
      )}
      {share === undefined && error && (
        <div className="mt-4 flex justify-end">
          <Button onClick={() => void load()}>{s("tryAgain")}</Button>
        </div>
      )}
      {share === null && (
        <NewLink
          busy={busy === "create"}
          onCreate={async (expiry) => (await create(expiry)) && setSaid(t("created"))}
        />
      )}
      {share && (
        <ShareLink
          share={share}
          busy={busy}
          say={setSaid}
          onRefresh={async () => (await refresh(share)) && setSaid(t("refreshed"))}
          onRevoke={async () => (await revoke()) && setSaid(t("revoked"))}
        />
      )}
      {/* The page's own status region is inert below the dialog. */}
      <p role="status" className="text-sm text-ok not-empty:mt-3">
        {said}
      </p>
    </Dialog>
  );
}

const EXPIRY_LABELS = { never: "expiryNever", "7": "expiry7", "30": "expiry30" } as const;

function NewLink({ busy, onCreate }: { busy: boolean; onCreate: (expiry: Expiry) => void }) {
  const t = useTranslations("share");
  const [expiry, setExpiry] = useState<Expiry>(null);
  const first = useRef<HTMLInputElement>(null);
  useFocusIfLost(first);
  return (
    <form
      className="mt-4"
      onSubmit={(event) => {
        event.preventDefault();
        onCreate(expiry);
      }}
    >
      <fieldset className="text-sm text-ink">
        <legend className="mb-1 font-medium">{t("expiry")}</legend>
        <div className="flex flex-wrap gap-x-5">
          {EXPIRIES.map((value) => (
            <label key={value} className="flex min-h-9 cursor-pointer items-center gap-2">
              <input
                ref={value === null ? first : undefined}
                type="radio"
                name="expiry"
                value={value ?? "never"}
                checked={value === expiry}
                onChange={() => setExpiry(value)}
                className="size-4 accent-(--ui-accent)"
              />
              {t(EXPIRY_LABELS[value ?? "never"])}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="mt-4 flex justify-end">
        <Button kind="primary" type="submit" data-testid="share-create" aria-busy={busy} disabled={busy}>
          {busy ? t("creating") : t("create")}
        </Button>
      </div>
    </form>
  );
}
