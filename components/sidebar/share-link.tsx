"use client";
import { Check, Copy, Link2Off, RefreshCw } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "../ui/button";
import { useFocusIfLost } from "../ui/use-focus-if-lost";
import { daysLeft } from "./expiry";
import type { Share, ShareWork } from "./use-share";

type Props = {
  share: Share;
  busy: ShareWork | null;
  say: (text: string) => void;
  onRefresh: () => void;
  onRevoke: () => void;
};

/** The live link: to copy, to bring up to date, to take back. */
export function ShareLink({ share, busy, say, onRefresh, onRevoke }: Props) {
  const t = useTranslations("share");
  const format = useFormatter();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useFocusIfLost(field);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(share.url);
      setCopied(true);
      say(t("copied"));
    } catch {
      field.current?.select();
      say(t("copyFailed"));
    }
  };
  const [now] = useState(() => Date.now());
  const endsSoon = daysLeft(share.expiresAt, now) === 0;
  const moment = (time: string) =>
    format.dateTime(new Date(time), {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  return (
    <div className="mt-4">
      <div className="flex gap-2">
        <input
          ref={field}
          readOnly
          data-testid="share-link"
          aria-label={t("link")}
          value={share.url}
          onFocus={(event) => event.currentTarget.select()}
          className="min-h-10 min-w-0 flex-1 rounded-lg border border-line-strong bg-bg px-3 text-sm text-ink"
        />
        <Button kind="primary" data-testid="share-copy" onClick={() => void copy()}>
          {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
          {t("copy")}
        </Button>
      </div>
      <p className="mt-2 text-sm text-pretty text-muted">
        {t("asOf", { time: moment(share.createdAt) })}{" "}
        {share.expiresAt === null ? t("endsNever") : t("ends", { time: moment(share.expiresAt) })}
        {endsSoon && ` ${t("endsSoon")}`}
      </p>
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        {!endsSoon && (
          <Button
            data-testid="share-refresh"
            disabled={busy !== null}
            aria-busy={busy === "refresh"}
            onClick={onRefresh}
          >
            <RefreshCw size={16} aria-hidden="true" className={busy === "refresh" ? "spin" : undefined} />
            {t("refresh")}
          </Button>
        )}
        <Button
          kind="danger"
          data-testid="share-revoke"
          disabled={busy !== null}
          aria-busy={busy === "revoke"}
          onClick={onRevoke}
        >
          <Link2Off size={16} aria-hidden="true" />
          {t("revoke")}
        </Button>
      </div>
    </div>
  );
}
