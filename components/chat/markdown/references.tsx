"use client";
import { ImageOff, Square, SquareCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Children, isValidElement, type ReactNode } from "react";
import { shownHost, tellingOf } from "./destination";
import { imageHost, safeLink } from "./links";

/**
 * A link of an answer: to https or mail, in a new tab. Where it leads is in sight before it is followed, without hover too;
 * what may not be linked is just its text.
 */
export function SafeAnchor({ href, children }: { href?: string; children?: ReactNode }) {
  const t = useTranslations("markdown");
  const link = safeLink(href);
  if (!link) return <span>{children}</span>;
  return (
    <a
      href={link.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="safe-link"
      data-telling={tellingOf(textOf(children), link.host)}
    >
      {children}
      <span className="sr-only"> ({t("opens", { host: link.host })})</span>
      <span aria-hidden="true" className="safe-link-host">
        {shownHost(link.host)}
      </span>
    </a>
  );
}

/** What a link reads as, whatever is emphasised in it. */
function textOf(node: ReactNode): string {
  return Children.toArray(node)
    .map((part) => {
      if (typeof part === "string" || typeof part === "number") return String(part);
      return isValidElement<{ children?: ReactNode }>(part) ? textOf(part.props.children) : "";
    })
    .join("");
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
      {host ? t("imageFrom", { host: shownHost(host), alt: described }) : t("image", { alt: described })}
    </span>
  );
}

/** The mark of a task in a list (GFM): a picture of a box, since there is nothing to tick. */
export function TaskMark({ checked }: { checked?: boolean }) {
  const t = useTranslations("tasks");
  const Icon = checked ? SquareCheck : Square;
  return <Icon size={16} role="img" aria-label={checked ? t("doneMark") : t("openMark")} className="task-mark" />;
}
