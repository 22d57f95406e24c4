"use client";
import {
  type AbstractAgent,
  CopilotChat,
  CopilotChatConfigurationProvider,
  useCopilotKit,
} from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Announcer } from "./announcer";
import type { ChatAgent, ChatUser } from "./chat-root";
import { ChatView } from "./chat-view";
import { ConversationProvider, DraftProvider, useTurnsState } from "./conversation";
import { createDrafts, NEW_CHAT } from "./drafts";
import { addressOf } from "./session";
import { useChatSession } from "./session-provider";
import { stopRun } from "./stop-run";
import { createTurns } from "./turns";
import { mintId } from "./uuid";

/** Milliseconds between two renderings of a streaming answer: the eye does not see more, a slow phone feels it. */
const RENDER_EVERY = 40;

type Props = { agent: ChatAgent; user: ChatUser; proxy: AbstractAgent };

/** One conversation, from its first message or from what the server has of it. */
export function ChatThread({ agent, user, proxy }: Props) {
  const t = useTranslations("composer");
  const { copilotkit } = useCopilotKit();
  const { session, publish, unpublish } = useChatSession();
  const drafts = useMemo(() => createDrafts(user.id), [user.id]);
  const [draft, setDraft] = useState(() => drafts.read(session.explicit ? session.threadId : NEW_CHAT));
  const address = useRef({ publish, unpublish });
  useEffect(() => {
    address.current = { publish, unpublish };
  }, [publish, unpublish]);
  const onTheWay = useRef<string | null>(null);
  const shown = useRef({ place: NEW_CHAT, draft });

  // The store lives as long as this conversation: `key={threadId}` above makes a new one for another.
  const [turns] = useState(() =>
    createTurns(
      {
        agent: proxy,
        run: (op) => copilotkit.runAgent({ agent: proxy, forwardedProps: { turn: { op } } }),
        connect: () => copilotkit.connectAgent({ agent: proxy }),
        stop: (runId) => {
          if (runId === null) copilotkit.stopAgent({ agent: proxy });
          else void stopRun(agent.id, session.threadId, runId);
        },
        mintId,
        publish: () => address.current.publish(),
        unpublish: () => address.current.unpublish(),
        returnText: (text) => setDraft((typed) => (typed ? `${text}\n\n${typed}` : text)),
        keepText: (text) => {
          onTheWay.current = text;
          // At once: who leaves before the next rendering would find a text that was sent in the composer again.
          if (text === null) drafts.write(shown.current.place, shown.current.draft);
        },
        now: () => new Date(),
        after: (ms, work) => {
          const timer = setTimeout(work, ms);
          return () => clearTimeout(timer);
        },
      },
      session.explicit,
    ),
  );
  const state = useTurnsState(turns);
  useLayoutEffect(() => turns.attach(), [turns]);
  useEffect(() => {
    window.addEventListener("online", turns.online);
    return () => window.removeEventListener("online", turns.online);
  }, [turns]);

  const place = state.stored ? session.threadId : NEW_CHAT;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a text on its way is written down again whenever the turn moves on
  useEffect(() => {
    shown.current = { place, draft };
    if (place !== NEW_CHAT && !session.explicit) drafts.write(NEW_CHAT, "");
    drafts.write(place, draft || onTheWay.current || "");
  }, [drafts, draft, place, session.explicit, state]);

  const returnAddress = state.stored ? addressOf(session.threadId) : "/";
  const conversation = useMemo(() => ({ agent, user, turns, returnAddress }), [agent, user, turns, returnAddress]);
  const written = useMemo(
    () => ({
      draft,
      setDraft,
      send: () => {
        if (turns.send(draft.trim())) setDraft("");
      },
    }),
    [draft, turns],
  );
  return (
    <ConversationProvider value={conversation}>
      <DraftProvider value={written}>
        <CopilotChatConfigurationProvider
          agentId={agent.id}
          threadId={session.threadId}
          hasExplicitThreadId={session.explicit}
        >
          <CopilotChat
            agentId={agent.id}
            chatView={ChatView}
            throttleMs={RENDER_EVERY}
            labels={{ chatInputPlaceholder: t("placeholder", { name: agent.name }) }}
          />
          <Announcer proxy={proxy} />
        </CopilotChatConfigurationProvider>
      </DraftProvider>
    </ConversationProvider>
  );
}
