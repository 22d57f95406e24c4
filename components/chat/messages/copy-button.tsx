"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { IconButton } from "../../ui/icon-button";
import { announce } from "../announce";

const SHOWN_MS = 2_000;

type Props = {
  /** A function where putting the text together is worth doing only when somebody wants it. */
  text: string | (() => string);
  label: string;
  className?: string;
  testId?: string;
};

/** Copies a text; says so to the eye and to the ear. */
export function CopyButton({ text, label, className, testId = "copy" }: Props) {
  const t = useTranslations("chat");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
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
      data-testid={testId}
    >
      {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
    </IconButton>
  );
}
