"use client";
import { useTranslations } from "next-intl";
import { Children, isValidElement, type ReactNode } from "react";
import { ScrollRegion } from "../../ui/scroll-region";
import { CopyButton } from "../messages/copy-button";

/** A block of code with its language and a button to copy it; long lines scroll inside it. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const t = useTranslations("markdown");
  const { language, text } = codeOf(children);
  return (
    <figure className="code-block" data-testid="code-block">
      <figcaption>
        <span>{language || t("code")}</span>
        <CopyButton text={text} label={t("copyCode")} />
      </figcaption>
      <ScrollRegion label={language ? t("codeIn", { language }) : t("code")} className="code-scroll">
        <pre>
          <code>{text}</code>
        </pre>
      </ScrollRegion>
    </figure>
  );
}

/** Language and text of what markdown makes of a fenced block: `<code class="language-x">text</code>`. */
export function codeOf(children: ReactNode): { language: string; text: string } {
  for (const child of Children.toArray(children)) {
    if (!isValidElement<{ className?: unknown; children?: ReactNode }>(child)) continue;
    const { className, children: content } = child.props;
    const language =
      typeof className === "string" ? /(?:^|\s)language-([\w+#.-]{1,30})/.exec(className)?.[1] : undefined;
    return { language: language ?? "", text: plainText(content).replace(/\n$/, "") };
  }
  return { language: "", text: plainText(children) };
}

function plainText(node: ReactNode): string {
  return Children.toArray(node)
    .map((part) => (typeof part === "string" || typeof part === "number" ? String(part) : ""))
    .join("");
}
