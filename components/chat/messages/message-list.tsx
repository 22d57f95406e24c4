"use client";
import {
  type CopilotChatAssistantMessage,
  CopilotChatMessageView,
  type CopilotChatMessageViewProps,
  type CopilotChatReasoningMessage,
  type CopilotChatUserMessage,
} from "@copilotkit/react-core/v2";
import { Interrupts } from "../interrupts/interrupt-card";
import { TurnNotice } from "../turn-notice";
import { TurnProblem } from "../turn-problem";
import { StoppedBeforeWords } from "./answer-footer";
import { UnansweredContext, unansweredIn } from "./answers-context";
import { AssistantMessage } from "./assistant-message";
import { ReasoningMessage } from "./reasoning-message";
import { UserMessage } from "./user-message";
import { Working } from "./working";

// As in chat-view.tsx: replacements lack the static parts of the originals, and need none.
const ASSISTANT = AssistantMessage as unknown as typeof CopilotChatAssistantMessage;
const USER = UserMessage as unknown as typeof CopilotChatUserMessage;
const REASONING = ReasoningMessage as unknown as typeof CopilotChatReasoningMessage;

const CURSOR = Working as unknown as typeof CopilotChatMessageView.Cursor;

/** The messages, and below the last one what went wrong or has to be said, if anything has. */
export function MessageList({ messages = [], isRunning }: CopilotChatMessageViewProps) {
  return (
    // Positioned, so that what only screen readers read is clipped by the scroller around this: CopilotKit's is not, and
    // the headings down there would make the page itself scroll, to an empty half.
    <div className="relative flex flex-col pt-6">
      <UnansweredContext.Provider value={unansweredIn(messages)}>
        <CopilotChatMessageView
          messages={messages}
          isRunning={isRunning}
          assistantMessage={ASSISTANT}
          userMessage={USER}
          reasoningMessage={REASONING}
          cursor={CURSOR}
        />
      </UnansweredContext.Provider>
      <StoppedBeforeWords messages={messages} />
      <Interrupts />
      <TurnProblem />
      <TurnNotice />
    </div>
  );
}
