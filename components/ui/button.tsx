import type { ButtonHTMLAttributes, Ref } from "react";
import { cx } from "./cx";

type Kind = "primary" | "plain" | "quiet" | "danger";

const KINDS: Record<Kind, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  plain: "border border-line-strong bg-bg text-ink hover:bg-surface",
  danger: "border border-danger-line bg-danger-soft text-danger hover:border-danger",
  quiet: "text-muted hover:bg-surface hover:text-ink",
};

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind; ref?: Ref<HTMLButtonElement> };

/** The site's button. At least 40 px high, so that a finger finds it. */
export function Button({ kind = "plain", className, type = "button", ...rest }: Props) {
  return <button type={type} className={cx(BUTTON, KINDS[kind], className)} {...rest} />;
}

const BUTTON =
  "inline-flex min-h-10 cursor-pointer items-center justify-center gap-2 rounded-lg px-4 py-2 text-sm font-medium transition-colors " +
  "disabled:cursor-not-allowed disabled:opacity-60";

/** The same look for a link. */
export function buttonClass(kind: Kind): string {
  return cx(BUTTON, KINDS[kind]);
}
