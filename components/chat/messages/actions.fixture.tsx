import type { Message } from "@copilotkit/react-core/v2";
import { type ComponentProps, useState } from "react";
import { beforeEach, vi } from "vitest";
import { byTestId } from "../../testing/render";
import { Composer } from "../composer";
import { fakeTurns, InConversation } from "../conversation.fixture";

export const user = (id: string, content = "question"): Message & { role: "user" } => ({ id, role: "user", content });
export const said = (id: string, content = "answer"): Message => ({ id, role: "assistant", content });
export const called = (id: string, name: string): Message => ({
  id,
  role: "assistant",
  toolCalls: [{ id: `${id}-1`, type: "function", function: { name, arguments: "{}" } }],
});
export const maybe = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
export const button = (id: string) => byTestId<HTMLButtonElement>(id);

export type Fake = ReturnType<typeof fakeTurns>;
export type Start = Parameters<typeof fakeTurns>[0];

/** The turns of the last conversation that was shown. */
export let fake: Fake;
/** What the conversation has in it, and whether it is an earlier one that is shown anew. */
export const shown = { messages: [] as Message[], again: null as Fake | null };

type Props = { start?: Start } & Partial<ComponentProps<typeof InConversation>>;

/** A part of a conversation in the conversation, with its composer. */
export function Stage({ start, running, children }: Props) {
  const [made] = useState(() => shown.again ?? fakeTurns(start, shown.messages));
  fake = made;
  return (
    <InConversation turns={made.turns} messages={shown.messages} running={running ?? false}>
      {children}
      <Composer />
    </InConversation>
  );
}

beforeEach(() => {
  [shown.messages, shown.again] = [[user("q"), said("a")], null];
  window.matchMedia = vi.fn().mockReturnValue({ matches: true });
});
