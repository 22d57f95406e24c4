"use client";
import { useTranslations } from "next-intl";
import { useLayoutEffect } from "react";
import { useAgentChoice } from "../agents/agents-provider";
import { useHydrated } from "../ui/use-hydrated";
import { type SiteTraits, useChatSession } from "./session-provider";
import { ChatSkeleton } from "./skeleton";

type Props = SiteTraits & {
  /** The conversation of the page; none on the page of new ones. */
  threadId?: string;
  /** Whom it is with, or is to be. */
  agentId?: string | null;
};

/**
 * What the pages of conversations render: the wish to show the one of the address. The conversation itself lives in the
 * layout, because Next may swap the page under it (`/` becomes `/c/{id}` with the first refresh after `replaceState`,
 * for instance by choosing another language), and an answer that is being read must not end with its page.
 */
export function ShowChat({ streamMode, answerSeconds, threadId, agentId = null }: Props) {
  const t = useTranslations("chat");
  const { show } = useChatSession();
  const hydrated = useHydrated();
  const { learn, prefer } = useAgentChoice();
  useLayoutEffect(() => {
    if (agentId === null) return;
    if (threadId === undefined) prefer(agentId);
    else learn(threadId, agentId);
  }, [threadId, agentId, learn, prefer]);
  // Before paint, and batched with the goodbye of the page before: the conversation is never gone in between.
  useLayoutEffect(() => show({ streamMode, answerSeconds }), [show, streamMode, answerSeconds]);
  return hydrated ? null : <ChatSkeleton label={t("starting")} />;
}
