"use client";
import { ImageOff, Square, SquareCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { imageHost, safeLink } from "./links";

/** A link of an answer: to https or mail, in a new tab, its host in sight on hover and focus. Otherwise just its text. */
export function SafeAnchor({ href, children }: { href?: string; children?: ReactNode }) {
  const t = useTranslations("markdown");
  const link = safeLink(href);
  if (!link) return <span>{children}</span>;
  return (
    <a href={link.href} target="_blank" rel="noopener noreferrer nofollow" className="safe-link">
      {children}
      <span className="sr-only"> ({t("opens", { host: link.host })})</span>
      <span aria-hidden="true" className="safe-link-host">
        {link.host}
      </span>
    </a>
  );
}

/**
 * Stands in for an image of an answer. To load one is to tell its server whatever the address holds, and the address
 * comes from a model that has read the person's data (markdown image exfiltration).
 */
export function ImageNote({ src, alt }: { src?: unknown; alt?: string }) {
  const t = useTranslations("markdown");
  const host = imageHost(src);
  const described = alt?.trim() || t("imageNoAlt");
  return (
    <span className="image-note" data-testid="image-note">
      <ImageOff size={14} aria-hidden="true" />
      {host ? t("imageFrom", { host, alt: described }) : t("image", { alt: described })}
    </span>
  );
}

/** The mark of a task in a list (GFM): a picture of a box, since there is nothing to tick. */
export function TaskMark({ checked }: { checked?: boolean }) {
  const t = useTranslations("tasks");
  const Icon = checked ? SquareCheck : Square;
  return <Icon size={16} role="img" aria-label={checked ? t("doneMark") : t("openMark")} className="task-mark" />;
}
