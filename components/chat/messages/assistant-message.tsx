"use client";
import { type CopilotChatAssistantMessageProps, CopilotChatToolCallsView } from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cx } from "../../ui/cx";
import { useConversation } from "../conversation";
import { DecisionLines } from "../interrupts/decision-lines";
import { Markdown } from "../markdown/markdown";
import { AnswerFooter } from "./answer-footer";
import { textOf } from "./transcript";

/** An answer or a part of one: words, tool calls, or both. */
export function AssistantMessage({ message, messages, isRunning }: CopilotChatAssistantMessageProps) {
  const t = useTranslations("chat");
  const { agent } = useConversation();
  const text = textOf(message);
  const isBeingWritten = Boolean(isRunning) && messages?.at(-1)?.id === message.id;
  const [live] = useState(isBeingWritten);
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
      <DecisionLines messageId={message.id} />
      <AnswerFooter messageId={message.id} />
    </article>
  );
}
