"use client";
import { useTranslations } from "next-intl";
import { useLayoutEffect } from "react";
import { useHydrated } from "../ui/use-hydrated";
import { type StreamMode, useChatSession } from "./session-provider";
import { ChatSkeleton } from "./skeleton";

/**
 * What the pages of conversations render: the wish to show the one of the address. The conversation itself lives in the
 * layout, because Next may swap the page under it (`/` becomes `/c/{id}` with the first refresh after `replaceState`,
 * for instance by choosing another language), and an answer that is being read must not end with its page.
 */
export function ShowChat({ streamMode }: { streamMode: StreamMode }) {
  const t = useTranslations("chat");
  const { show } = useChatSession();
  const hydrated = useHydrated();
  // Before paint, and batched with the goodbye of the page before: the conversation is never gone in between.
  useLayoutEffect(() => show(streamMode), [show, streamMode]);
  return hydrated ? null : <ChatSkeleton label={t("starting")} />;
}
