"use client";
import { type CopilotChatAssistantMessageProps, CopilotChatToolCallsView } from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cx } from "../../ui/cx";
import { useConversation } from "../conversation";
import { Markdown } from "../markdown/markdown";
import { CopyButton } from "./copy-button";
import { modelOf, textOf } from "./transcript";

/** An answer or a part of one: words, tool calls, or both. */
export function AssistantMessage({ message, messages, isRunning }: CopilotChatAssistantMessageProps) {
  const t = useTranslations("chat");
  const { agent } = useConversation();
  const text = textOf(message);
  const isBeingWritten = Boolean(isRunning) && messages?.at(-1)?.id === message.id;
  const [live] = useState(isBeingWritten);
  const model = modelOf(message);
  const hasText = text.trim() !== "";
  if (!hasText && !message.toolCalls?.length) return null;
  return (
    <article
      data-testid="message-assistant"
      data-message-id={message.id}
      className={cx("text-ink", hasText ? "py-2" : "py-0.5")}
    >
      <h2 className="sr-only">{t("agent", { name: agent.name })}</h2>
      {hasText && <Markdown text={text} live={live} />}
      <CopilotChatToolCallsView message={message} messages={messages} />
      {hasText && !isBeingWritten && (
        <footer className="mt-1 flex min-h-8 items-center gap-2">
          <CopyButton text={text} label={t("copy")} className="-ml-2" />
          {model?.demo && (
            <span
              data-testid="demo-badge"
              title={t("demoHint")}
              className="rounded-full border border-warn-line bg-warn-soft px-2 py-0.5 text-xs font-medium text-warn"
            >
              {t("demo")}
            </span>
          )}
        </footer>
      )}
    </article>
  );
}
