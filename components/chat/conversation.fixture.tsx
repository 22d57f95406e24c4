import type { Message } from "@copilotkit/react-core/v2";
import { type ReactNode, useState } from "react";
import { ConversationProvider, DraftProvider } from "./conversation";
import { createEditing, type Editing } from "./editing";
import { AnswersContext, useAnswers } from "./messages/answers-context";
import { RunContext } from "./messages/run-context";
import type { Turns } from "./turns";
import type { TurnsState } from "./turns-ports";

export const AT_REST: TurnsState = {
  phase: "idle",
  stopping: false,
  problem: null,
  notice: null,
  outcome: null,
  stored: true,
  view: null,
  unsentId: null,
};

/** Turns that stand as told, and write down what they are asked to do. */
export function fakeTurns(start: Partial<TurnsState> = {}, messages: Message[] = []) {
  let state = { ...AT_REST, ...start };
  const listeners = new Set<() => void>();
  const asked: string[] = [];
  const noted = (name: string, taken = true) => {
    return (...args: string[]) => {
      asked.push([name, ...args].join(" "));
      return taken;
    };
  };
  const turns = {
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    messages: () => messages,
    send: noted("send"),
    edit: noted("edit"),
    regenerate: noted("regenerate"),
    answer: (answers: unknown) => noted("answer")(JSON.stringify(answers)),
    isAnswering: () => false,
    tryAgain: noted("try again"),
    stop: noted("stop"),
    refresh: noted("refresh"),
    online: noted("online"),
    showBranch: async (id: string) => noted("branch")(id),
  } as unknown as Turns;
  const set = (change: Partial<TurnsState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  return { turns, asked, set };
}

const agent = {
  id: "a",
  name: "Demo agent",
  description: null,
  icon: null,
  prompts: [],
  readOnlyTools: ["look"],
  warm: true,
};
const NOBODY = { running: false, silent: false, live: new Set<string>(), waiting: new Set<string>() };

type Props = {
  turns: Turns;
  editing?: Editing;
  messages?: Message[];
  running?: boolean;
  isClosed?: boolean;
  startDraft?: string;
  onSend?: (text: string) => void;
  onWarmUp?: () => void;
  children: ReactNode;
};

/** A conversation around what is tested. */
export function InConversation({ turns, editing, messages = [], running = false, ...props }: Props) {
  const [own] = useState(createEditing);
  const [draft, setDraft] = useState(props.startDraft ?? "");
  const answers = useAnswers(messages);
  const send = () => {
    props.onSend?.(draft);
    setDraft("");
  };
  const value = {
    agent,
    user: { id: "u", name: "Ann" },
    isClosed: props.isClosed ?? false,
    turns,
    editing: editing ?? own,
    returnText: setDraft,
    returnAddress: "/",
    warmUp: props.onWarmUp ?? (() => undefined),
  };
  return (
    <ConversationProvider value={value}>
      <DraftProvider value={{ draft, setDraft, send }}>
        <RunContext.Provider value={{ ...NOBODY, running }}>
          <AnswersContext.Provider value={answers}>{props.children}</AnswersContext.Provider>
        </RunContext.Provider>
      </DraftProvider>
    </ConversationProvider>
  );
}
