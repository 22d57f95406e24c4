"use client";
import { type CopilotChatInput, CopilotChatView, type CopilotChatViewProps } from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { useEffect, useMemo } from "react";
import { ComposerOrNotice } from "./closed-notice";
import { ConnectionBanner } from "./connection-banner";
import { useConversation, useTurnsState } from "./conversation";
import { DecisionsContext, useDecisions } from "./interrupts/decisions-context";
import { waitingIn } from "./interrupts/waiting";
import { AnswersContext, useAnswers } from "./messages/answers-context";
import { MessageList } from "./messages/message-list";
import { RunContext } from "./messages/run-context";
import { isSilent, liveCallIds } from "./messages/transcript";
import { ScrollToEnd } from "./scroll-to-end";
import { ChatSkeleton } from "./skeleton";
import { TaskBar, TaskPanel } from "./tasks/task-panel";
import { Welcome } from "./welcome";

// Slots of a component's type also ask for its static parts (`CopilotChatInput.SendButton`), which a replacement that
// renders itself does not have. CopilotKit renders what it is given.
const INPUT = ComposerOrNotice as unknown as typeof CopilotChatInput;
const MESSAGES = MessageList as NonNullable<CopilotChatViewProps["messageView"]>;
const SCROLL = { scrollToBottomButton: ScrollToEnd };

const NONE: NonNullable<CopilotChatViewProps["messages"]> = [];

/** CopilotChat's view with our own parts in its slots. Sending, stopping and the draft are the conversation's. */
export function ChatView(props: CopilotChatViewProps) {
  const t = useTranslations("chat");
  const { agent, isClosed, turns, editing, returnText } = useConversation();
  const { phase, problem, view } = useTurnsState(turns);
  const messages = props.messages ?? NONE;
  const answers = useAnswers(messages);
  const decisions = useDecisions(messages, view?.decisions);
  const running = phase === "running";
  const live = liveCallIds(messages, running).join("\n");
  const silent = isSilent(messages, running);
  const waiting = waitingIn({ view }, isClosed)
    .flatMap(({ toolCallId }) => toolCallId ?? [])
    .join("\n");
  const run = useMemo(
    () => ({ running, silent, live: new Set(live.split("\n")), waiting: new Set(waiting.split("\n")) }),
    [running, silent, live, waiting],
  );
  const isEmpty = messages.length === 0;
  const isNew = !props.hasExplicitThreadId && phase === "idle";

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever the messages change
  useEffect(() => {
    // The agent's own messages: those that are rendered lag behind, and an edit may have been given back meanwhile.
    const text = editing.endUnless((id) => turns.messages().some((message) => message.id === id));
    if (text !== null) returnText(text);
  }, [editing, messages, turns, returnText]);

  return (
    <RunContext.Provider value={run}>
      <AnswersContext.Provider value={answers}>
        <DecisionsContext.Provider value={decisions}>
          <div className="flex min-h-0 flex-1">
            <section aria-label={t("region")} className="relative flex min-w-0 flex-1 flex-col">
              {/* The welcome screen has a heading of its own. */}
              {!(isEmpty && isNew) && <h1 className="sr-only">{t("with", { name: agent.name })}</h1>}
              <ConnectionBanner />
              <TaskBar />
              {isEmpty && !isNew && !problem && <ChatSkeleton label={t("loading")} />}
              <CopilotChatView
                {...props}
                className="min-h-0 flex-1"
                isRunning={running}
                hasExplicitThreadId={!isNew}
                isConnecting={false}
                input={INPUT}
                messageView={MESSAGES}
                scrollView={SCROLL}
                welcomeScreen={Welcome}
                suggestions={[]}
              />
            </section>
            <TaskPanel />
          </div>
        </DecisionsContext.Provider>
      </AnswersContext.Provider>
    </RunContext.Provider>
  );
}
