"use client";
import type { CopilotChatUserMessageProps } from "@copilotkit/react-core/v2";
import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useEffect, useRef } from "react";
import { IconButton } from "../../ui/icon-button";
import { useConversation, useEditedId, useTurnsState } from "../conversation";
import { DecisionLines } from "../interrupts/decision-lines";
import { UnansweredContext } from "./answers-context";
import { BranchPager } from "./branch-pager";
import { CopyButton } from "./copy-button";
import { MessageEditor } from "./message-editor";
import { textOf } from "./transcript";

/** What the person wrote, as they wrote it: no markdown, line breaks kept. */
export function UserMessage({ message }: CopilotChatUserMessageProps) {
  const t = useTranslations("chat");
  const { editing } = useConversation();
  const editedId = useEditedId(editing);
  const text = textOf(message);
  const isEdited = editedId === message.id;
  return (
    <article data-testid="message-user" data-message-id={message.id} className="flex flex-col items-end py-3">
      <h2 className="sr-only">{t("you")}</h2>
      {isEdited ? (
        <MessageEditor messageId={message.id} original={text} />
      ) : (
        <>
          <div className="max-w-[min(85%,40rem)] rounded-2xl rounded-br-md bg-bubble px-4 py-2.5 text-ink">
            <p className="whitespace-pre-wrap wrap-anywhere">{text}</p>
          </div>
          <Actions id={message.id} text={text} editable={editedId === null} />
        </>
      )}
      <DecisionLines messageId={message.id} />
    </article>
  );
}

function Actions({ id, text, editable }: { id: string; text: string; editable: boolean }) {
  const t = useTranslations("message");
  const { turns, editing, isClosed } = useConversation();
  const { phase, view, unsentId } = useTurnsState(turns);
  const unanswered = useContext(UnansweredContext).split("\n").includes(id);
  const bar = useRef<HTMLDivElement>(null);
  const siblings = view?.branches[id];
  useEffect(() => {
    if (editing.takesFocus(id, "button"))
      bar.current?.querySelector<HTMLElement>("[data-testid=edit-message]")?.focus({ preventScroll: true });
  }, [editing, id]);
  return (
    <div ref={bar} className="mt-1 flex min-h-8 items-center gap-1">
      {unanswered && (
        <span data-testid="unanswered" className="mr-1 text-xs text-muted">
          {t("unanswered")}
        </span>
      )}
      {siblings && <BranchPager messageId={id} siblings={siblings} />}
      <CopyButton text={text} label={t("copy")} />
      {unsentId !== id && !isClosed && (
        <IconButton
          label={t("edit")}
          data-testid="edit-message"
          disabled={phase !== "idle" || !editable}
          onClick={() => editing.open(id, text)}
        >
          <Pencil size={16} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}
