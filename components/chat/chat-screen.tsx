"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useCurrentAgent } from "../agents/agents-provider";
import { useThreadAgent } from "../agents/use-thread-agent";
import { after } from "../ui/after";
import type { ChatUser } from "./chat-root";
import { createDrafts } from "./drafts";
import { useChatSession } from "./session-provider";
import { ChatSkeleton } from "./skeleton";

function Loading() {
  const t = useTranslations("chat");
  return <ChatSkeleton label={t("starting")} />;
}

// The chat's code is by far the largest part of the site; the frame (header, menu, new chat) does not wait for it. On the
// server there is nothing of it to render: conversations are loaded by the browser.
const ChatRoot = dynamic(() => import("./chat-root"), { ssr: false, loading: Loading });

/** The conversation that the address names, or a new one. */
export function ChatScreen({ user }: { user: ChatUser }) {
  const t = useTranslations("chat");
  const { visible, streamMode, session } = useChatSession();
  const { agent, isGone } = useCurrentAgent();
  useThreadAgent(visible && session.explicit && !agent ? session.threadId : null);
  const missing = !visible && session.explicit ? session.threadId : null;
  useEffect(() => {
    if (!missing) return;
    // A page that is about to show the conversation does so at once.
    return after(1_000, () => createDrafts(user.id).release(missing));
  }, [missing, user.id]);
  if (!visible) return null;
  if (!agent && !session.explicit) {
    return (
      <p data-testid="no-agents" className="m-auto max-w-md px-4 text-center text-muted">
        {t("noAgents")}
      </p>
    );
  }
  return <ChatRoot agent={agent} isClosed={isGone} user={user} streamMode={streamMode} />;
}
