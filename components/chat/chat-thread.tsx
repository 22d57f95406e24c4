"use client";
import {
  type AbstractAgent,
  CopilotChat,
  CopilotChatConfigurationProvider,
  useCopilotKit,
} from "@copilotkit/react-core/v2";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ChatAgent } from "../agents/agent";
import { useAgentChoice } from "../agents/agents-provider";
import { presence } from "../api/presence";
import { useChanges } from "../threads/changes-provider";
import { after } from "../ui/after";
import { cx } from "../ui/cx";
import { Announcer } from "./announcer";
import type { ChatUser } from "./chat-root";
import { ChatView } from "./chat-view";
import { ConversationProvider, DraftProvider, useTurnsState } from "./conversation";
import { BETWEEN, NEW_CHAT } from "./drafts";
import { createEditing } from "./editing";
import { GoneNotice } from "./gone-notice";
import { connect, letGo } from "./http-request";
import { waitingIn } from "./interrupts/waiting";
import { textOf } from "./messages/transcript";
import { createSeen } from "./seen";
import { addressOf } from "./session";
import { useChatSession } from "./session-provider";
import { patchThread, stopRun } from "./thread-calls";
import { createTurns } from "./turns";
import { useKeptDraft } from "./use-kept-draft";
import { useLiveThread } from "./use-live-thread";
import { useTabTitle } from "./use-tab-title";
import { useWarmUp } from "./use-warm-up";
import { mintId } from "./uuid";

/** Milliseconds between two renderings of a streaming answer: the eye does not see more, a slow phone feels it. */
const RENDER_EVERY = 40;

type Props = { agent: ChatAgent; isClosed: boolean; user: ChatUser; proxy: AbstractAgent };

/** One conversation, from its first message or from what the server has of it. */
export function ChatThread({ agent, isClosed, user, proxy }: Props) {
  const t = useTranslations("composer");
  const { copilotkit } = useCopilotKit();
  const changes = useChanges();
  const { session, publish, unpublish } = useChatSession();
  const { threadId } = session;
  // One that was begun on this page and has lost its agent is loaded anew, like one that was opened by its address.
  const explicit = session.explicit || (isClosed && session.published);
  const { choose, learn } = useAgentChoice();
  const address = useRef({ publish, unpublish });
  useEffect(() => {
    address.current = { publish, unpublish };
  }, [publish, unpublish]);
  // These live as long as this conversation: the `key` above makes new ones for another.
  const [editing] = useState(createEditing);
  const kept = useKeptDraft(user.id, { threadId, explicit }, editing);
  const { draft, setDraft, returnText, keepAt } = kept;
  const [seen] = useState(() =>
    createSeen({
      isVisible: () => document.visibilityState === "visible",
      send: async () => {
        const result = await patchThread(threadId, { seen: true });
        if (result.ok) changes.nudge();
        return result.ok;
      },
    }),
  );
  const [turns] = useState(() =>
    createTurns(
      {
        agent: proxy,
        run: (runId, turn) => copilotkit.runAgent({ agent: proxy, runId, forwardedProps: { turn } }),
        connect: () => connect(proxy),
        stop: stopRun,
        showBranch: (branch) => patchThread(threadId, { branch }),
        mintId,
        publish: () => {
          // From its first message on, the conversation stays with its agent.
          learn(threadId, agent.id);
          if (!explicit) choose(agent.id);
          address.current.publish();
        },
        unpublish: () => {
          learn(threadId, null);
          address.current.unpublish();
        },
        returnText: (text, editedId) => {
          const edited = proxy.messages.find(({ id }) => id === editedId);
          if (!edited) return returnText(text);
          kept.keepText(null);
          editing.open(edited.id, textOf(edited), text);
        },
        keepText: kept.keepText,
        changed: changes.nudge,
        // First seen, then told: the list must not call unread what is on screen.
        upToDate: (ended) => {
          const siblings = Object.values(turns.getState().view?.branches ?? {});
          kept.settle((id) => siblings.flat().includes(id) || proxy.messages.some((message) => message.id === id));
          void seen.mark().then((told) => ended && !told && changes.nudge());
        },
        now: () => new Date(),
        after,
      },
      explicit,
    ),
  );
  const state = useTurnsState(turns);
  useLayoutEffect(() => {
    const detach = turns.attach();
    return () => {
      detach();
      // A message that is on its way arrives, whoever leaves.
      if (!turns.isSending()) void letGo(proxy);
    };
  }, [turns, proxy]);
  useEffect(() => {
    window.addEventListener("online", turns.online);
    const endReturn = presence.onReturn(turns.signedIn);
    return () => {
      window.removeEventListener("online", turns.online);
      endReturn();
    };
  }, [turns]);
  const expired = state.problem?.code === "SIGN_IN_EXPIRED";
  useEffect(() => {
    // A stream says so when its session ends while it is open, but an agent may also refuse the token of a live one.
    if (expired) presence.check();
  }, [expired]);
  const router = useRouter();
  const hasLost = state.problem?.code === "AGENT_NOT_FOUND";
  useEffect(() => {
    // The page's agents are older than the refusal: with new ones it says what is the matter.
    if (hasLost) router.refresh();
  }, [hasLost, router]);
  const gone = useLiveThread({ threadId, turns, editing, changes, seen });
  const waiting = gone ? 0 : waitingIn(state, isClosed).length;
  useTabTitle(gone ? "" : (state.view?.title ?? ""), state.phase === "running" && !gone, waiting);

  const warmUp = useWarmUp(agent, threadId, session.explicit);

  const place = state.stored ? threadId : NEW_CHAT;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is on its way is written down again whenever the turn moves on
  useEffect(() => {
    const refused = turns.messages().find(({ id }) => id === state.unsentId);
    keepAt(place, refused ? textOf(refused) : "");
  }, [keepAt, place, state]);

  const labels = useMemo(() => ({ chatInputPlaceholder: t("placeholder", { name: agent.name }) }), [t, agent.name]);
  const { release } = kept;
  const missing = explicit && state.problem?.code === "NOT_FOUND" && !state.view;
  useEffect(() => {
    if (missing) release();
  }, [missing, release]);

  const returnAddress = state.stored ? addressOf(threadId) : "/";
  const conversation = useMemo(
    () => ({ agent, isClosed, user, turns, editing, returnText, returnAddress, warmUp }),
    [agent, isClosed, user, turns, editing, returnText, returnAddress, warmUp],
  );
  const written = useMemo(
    () => ({
      draft,
      setDraft,
      send: () => {
        // First taken out: sending may put back a text that was refused before, and that stays.
        setDraft("");
        if (!turns.send(draft.trim())) setDraft(draft);
      },
    }),
    [draft, setDraft, turns],
  );
  return (
    <ConversationProvider value={conversation}>
      <DraftProvider value={written}>
        {gone && <GoneNotice text={[editing.unsaved()?.trim(), draft].filter(Boolean).join(BETWEEN)} />}
        {/* Hidden, not gone: a deletion can be taken back. */}
        <div className={cx(gone ? "hidden" : "contents")}>
          <CopilotChatConfigurationProvider
            agentId={proxy.agentId ?? agent.id}
            threadId={threadId}
            hasExplicitThreadId={explicit}
          >
            <CopilotChat
              agentId={proxy.agentId ?? agent.id}
              chatView={ChatView}
              throttleMs={RENDER_EVERY}
              labels={labels}
            />
            <Announcer proxy={proxy} />
          </CopilotChatConfigurationProvider>
        </div>
      </DraftProvider>
    </ConversationProvider>
  );
}
