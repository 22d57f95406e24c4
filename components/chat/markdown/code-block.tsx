"use client";
import { useTranslations } from "next-intl";
import { Children, isValidElement, type ReactNode } from "react";
import { Late, latePart } from "../../ui/late";
import { ScrollRegion } from "../../ui/scroll-region";
import { CopyButton } from "../messages/copy-button";

// Most conversations have neither, and none should wait for them.
const DIAGRAM = latePart(async () => (await import("./diagram/diagram")).Diagram);
const FORMULA = latePart(async () => (await import("./math/formula")).Formula);

type PreProps = { children?: ReactNode; "data-open"?: string };

/** A block of code; a diagram or a formula, when it is one that has come to its end. */
export function CodeBlock({ children, "data-open": open }: PreProps) {
  const { language, text } = codeOf(children);
  const code = <PlainCode language={language} text={text} />;
  if (open || text.trim() === "") return code;
  if (language === "mermaid") return <Late part={DIAGRAM} props={{ source: text }} fallback={code} />;
  if (language === "math") return <Late part={FORMULA} props={{ tex: text, display: true }} fallback={code} />;
  return code;
}

/** Code within a line, or a formula there: remark-math gives it as code of that class. */
export function InlineCode({ className, children }: { className?: string; children?: ReactNode }) {
  const code = <code>{children}</code>;
  if (!className?.split(" ").includes("math-inline")) return code;
  return <Late part={FORMULA} props={{ tex: plainText(children), display: false }} fallback={code} />;
}

/** Code with its language and a button to copy it; long lines scroll inside it. */
function PlainCode({ language, text }: { language: string; text: string }) {
  const t = useTranslations("markdown");
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
