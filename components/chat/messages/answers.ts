import type { Message } from "@copilotkit/react-core/v2";
import { lastUserIndex, modelOf, textOf } from "./transcript";

/** One answer: all that came between a question and the next. AG-UI has it as several messages. */
export type Answer = {
  /** The question that it answers; null for words that nobody asked for. */
  questionId: string | null;
  ids: string[];
  /** The last of its messages that is drawn: below it is what one can do with the answer. */
  hostId: string;
  hasText: boolean;
  /** Written by the built-in demo model. */
  isDemo: boolean;
  isLast: boolean;
};

/** The answers of a conversation that show something of themselves. */
export function answersOf(messages: readonly Message[]): Answer[] {
  const found: Answer[] = [];
  let [questionId, turn]: [string | null, Message[]] = [null, []];
  const close = (isLast: boolean) => {
    const host = turn.findLast(isDrawn);
    const ids = turn.map(({ id }) => id);
    const isDemo = turn.some((message) => modelOf(message)?.demo);
    const hasText = turn.some((message) => message.role === "assistant" && hasWords(message));
    if (host) found.push({ questionId, ids, hostId: host.id, hasText, isDemo, isLast });
  };
  for (const message of messages) {
    if (message.role !== "user") turn.push(message);
    else {
      close(false);
      [questionId, turn] = [message.id, []];
    }
  }
  close(true);
  return found;
}

/** The words of an answer, without its reasoning and its tools. */
export function textOfAnswer(answer: readonly Message[]): string {
  return answer
    .flatMap((message) => (message.role === "assistant" ? [textOf(message).trim()] : []))
    .filter(Boolean)
    .join("\n\n");
}

/**
 * Names of the tools called in these messages that may have changed something, each once. What is written anew may
 * change it again.
 *
 * @param readOnly names of the tools that only look
 */
export function effectsIn(messages: readonly Message[], readOnly: readonly string[]): string[] {
  const names = messages.flatMap((message) =>
    message.role === "assistant" ? (message.toolCalls ?? []).map((call) => call.function.name) : [],
  );
  return [...new Set(names)].filter((name) => !readOnly.includes(name));
}

/** The messages of the last answer. */
export function lastTurn(messages: readonly Message[]): Message[] {
  return messages.slice(lastUserIndex(messages) + 1);
}

export function isDrawn(message: Message): boolean {
  if (message.role === "reasoning") return true;
  return message.role === "assistant" && (hasWords(message) || Boolean(message.toolCalls?.length));
}

function hasWords(message: Message): boolean {
  return /\S/.test(textOf(message));
}
