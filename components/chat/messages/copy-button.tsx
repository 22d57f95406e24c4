"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { IconButton } from "../../ui/icon-button";
import { announce } from "../announce";

const SHOWN_MS = 2_000;

/** Copies a text; says so to the eye and to the ear. */
export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const t = useTranslations("chat");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(t("copied"));
    } catch {
      announce(t("copyFailed"));
    }
  };
  return (
    <IconButton
      label={copied ? t("copied") : label}
      className={className}
      onClick={() => void copy()}
      data-testid="copy"
    >
      {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
    </IconButton>
  );
}
