"use client";
import type { CopilotChatUserMessageProps } from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { textOf } from "./transcript";

/** What the person wrote, as they wrote it: no markdown, line breaks kept. */
export function UserMessage({ message }: CopilotChatUserMessageProps) {
  const t = useTranslations("chat");
  return (
    <article data-testid="message-user" data-message-id={message.id} className="flex justify-end py-3">
      <div className="max-w-[min(85%,40rem)] rounded-2xl rounded-br-md bg-bubble px-4 py-2.5 text-ink">
        <h2 className="sr-only">{t("you")}</h2>
        <p className="whitespace-pre-wrap wrap-anywhere">{textOf(message)}</p>
      </div>
    </article>
  );
}
