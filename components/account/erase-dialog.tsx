"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useRef, useState } from "react";
import { holdDownload } from "../api/hold-download";
import type { ApiError } from "../api/request";
import { useReason } from "../sidebar/use-reason";
import { exportAddress } from "../threads/thread-api";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { accountApi } from "./account-api";
import { isTheWord } from "./confirm-word";
import { leaveFor } from "./leaving";
import { ProveAgain } from "./prove-again";

type Props = { returnTo: HTMLElement | null; onClose: () => void };

const GOES = ["goesConversations", "goesShares", "goesSessions"] as const;
const STAYS = ["staysAccount", "staysAgents"] as const;

/** Erases what this site has of the person: says what that is and what is not, and asks for a word to be typed. */
export default function EraseDialog({ returnTo, onClose }: Props) {
  const t = useTranslations("erase");
  const e = useTranslations("errors");
  const reason = useReason();
  const field = useId();
  const [typed, setTyped] = useState("");
  const [held, setHeld] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  // State comes a rendering late for the second click of a double click.
  const begun = useRef(false);
  const ready = isTheWord(typed, t("word"));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || begun.current) return;
    begun.current = true;
    setBusy(true);
    setError(null);
    const result = await accountApi.erase();
    if (result.ok) {
      // The dialog stays as it is: there is nothing behind it any more.
      leaveFor(result.value.url, "erased");
      return;
    }
    begun.current = false;
    setBusy(false);
    setError(result.error);
  };

  return (
    <Dialog title={t("title")} testId="erase-dialog" returnTo={returnTo} busy={busy} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="mt-3 text-sm leading-relaxed text-ink">
        <p className="font-medium">{t("goes")}</p>
        <Points keys={GOES} />
        <p className="mt-3 font-medium">{t("stays")}</p>
        <Points keys={STAYS} />
        <p className="mt-3">
          <strong className="font-semibold">{t("forGood")}</strong>{" "}
          <a
            href={exportAddress("json")}
            download
            data-testid="erase-export"
            onClick={(event) => setHeld(holdDownload(event))}
            className="text-accent underline underline-offset-2"
          >
            {t("exportFirst")}
          </a>
        </p>
        {/* Here: a toast would be below the dialog. */}
        {held && (
          <p role="alert" className="mt-3 text-danger">
            {e("SIGN_IN_EXPIRED")}
          </p>
        )}
        <label htmlFor={field} className="mt-4 block font-medium">
          {t("confirmLabel", { word: t("word") })}
        </label>
        <input
          id={field}
          data-testid="erase-word"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          readOnly={busy}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="mt-1.5 min-h-10 w-full rounded-lg border border-line-strong bg-bg px-3 text-base text-ink sm:text-sm"
        />
        {error?.code === "SIGN_IN_AGAIN" && <ProveAgain dialog="erase" />}
        {error && error.code !== "SIGN_IN_AGAIN" && (
          <p role="alert" className="mt-3 text-danger">
            {t("failed", { reason: reason(error) })}
          </p>
        )}
        <div className="mt-5 flex flex-wrap justify-end gap-2">
          <Button disabled={busy} onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button
            kind="danger"
            type="submit"
            data-testid="erase-confirm"
            aria-busy={busy}
            disabled={!ready}
            // Not disabled by work that it has begun: the focus would be lost, and the reason of a refusal far from it.
            aria-disabled={busy}
            className="aria-disabled:cursor-not-allowed aria-disabled:opacity-60"
          >
            {busy ? t("erasing") : t("confirm")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Points({ keys }: { keys: readonly (typeof GOES | typeof STAYS)[number][] }) {
  const t = useTranslations("erase");
  return (
    <ul className="mt-1 list-disc space-y-0.5 pl-5 text-muted">
      {keys.map((key) => (
        <li key={key}>{t(key)}</li>
      ))}
    </ul>
  );
}
