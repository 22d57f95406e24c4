import { randomUUID } from "node:crypto";
import { EventType } from "@ag-ui/core";
import { MAX_RUN_CHARS } from "../event-limits";

/** A delta is one event, and an event has a limit; a whole answer that comes at once may be longer. */
const MAX_DELTA_CHARS = 64 * 1024;

export type Speech = ReturnType<typeof createSpeech>;

/**
 * Says in AG-UI what an agent of another protocol says: texts, thoughts and tool calls, begun and ended in the order that
 * AG-UI's verification accepts.
 *
 * `take` gives the frames since the last time. What is open when the run fails is left open: whoever writes the run down
 * closes it.
 *
 * @throws RangeError when it all is more than a run may be
 */
export function createSpeech(run: { threadId: string; runId: string }) {
  let frames = "";
  let length = 0;
  let begun = false;
  let spoke = false;
  let saidWords = false;
  let text: string | null = null;
  let thought: string | null = null;
  /** Blanks before the first word: an answer of nothing else is none. */
  let blanks = "";
  /** Calls by the agent's id, and whether their result has been told. */
  const calls = new Map<string, boolean>();

  const emit = (event: object) => {
    if (!begun) {
      begun = true;
      emit({ type: EventType.RUN_STARTED, ...run });
    }
    const json = JSON.stringify(event);
    length += json.length;
    if (length > MAX_RUN_CHARS) throw new RangeError(`the answer has more than ${MAX_RUN_CHARS} characters`);
    frames += `data: ${json}\n\n`;
  };
  const endText = () => {
    if (text !== null) emit({ type: EventType.TEXT_MESSAGE_END, messageId: text });
    text = null;
    blanks = "";
  };
  const endThought = () => {
    if (thought === null) return;
    emit({ type: EventType.REASONING_MESSAGE_END, messageId: thought });
    emit({ type: EventType.REASONING_END, messageId: thought });
    thought = null;
  };
  const result = (id: string, content: string) => {
    if (calls.get(id) !== false) return;
    calls.set(id, true);
    emit({ type: EventType.TOOL_CALL_RESULT, messageId: randomUUID(), toolCallId: id, role: "tool", content });
  };
  /** The agent goes on, so it has had its results, though it does not tell them: without one a call counts as failed. */
  const settleCalls = () => {
    for (const [id, answered] of calls) if (!answered) result(id, "");
  };

  return {
    /** Whether anything has been said that a person can see: words or a tool call. */
    spoke: (): boolean => spoke,
    saidWords: (): boolean => saidWords,
    text(delta: string): void {
      if (text === null) {
        if (blanks.length + delta.length > MAX_RUN_CHARS) throw new RangeError("the answer is blank without end");
        // Only the new ones are looked at: all of them again with each would take hours for some megabytes.
        if (delta.trim() === "") {
          blanks += delta;
          return;
        }
        endThought();
        settleCalls();
        const whole = blanks + delta;
        blanks = "";
        text = randomUUID();
        spoke = saidWords = true;
        emit({ type: EventType.TEXT_MESSAGE_START, messageId: text, role: "assistant" });
        for (const piece of pieces(whole))
          emit({ type: EventType.TEXT_MESSAGE_CONTENT, messageId: text, delta: piece });
        return;
      }
      for (const piece of pieces(delta)) emit({ type: EventType.TEXT_MESSAGE_CONTENT, messageId: text, delta: piece });
    },
    reasoning(delta: string): void {
      if (delta === "") return;
      if (thought === null) {
        endText();
        settleCalls();
        thought = randomUUID();
        emit({ type: EventType.REASONING_START, messageId: thought });
        emit({ type: EventType.REASONING_MESSAGE_START, messageId: thought, role: "reasoning" });
      }
      for (const piece of pieces(delta))
        emit({ type: EventType.REASONING_MESSAGE_CONTENT, messageId: thought, delta: piece });
    },
    /** A call with its whole arguments. The same call is told once. */
    toolCall(call: { id: string; name: string; args: string }): void {
      if (calls.has(call.id)) return;
      endThought();
      endText();
      calls.set(call.id, false);
      spoke = true;
      emit({ type: EventType.TOOL_CALL_START, toolCallId: call.id, toolCallName: call.name });
      for (const delta of pieces(call.args || "{}"))
        emit({ type: EventType.TOOL_CALL_ARGS, toolCallId: call.id, delta });
      emit({ type: EventType.TOOL_CALL_END, toolCallId: call.id });
    },
    toolResult: result,
    /** What comes next is a message of its own. */
    endMessage(): void {
      endThought();
      endText();
    },
    finish(): void {
      endThought();
      endText();
      settleCalls();
      emit({ type: EventType.RUN_FINISHED, ...run });
    },
    take(): string {
      const given = frames;
      frames = "";
      return given;
    },
  };
}

/** Cuts a text, never within a character: half of one is none when it is written as UTF-8. */
function* pieces(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + MAX_DELTA_CHARS);
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to--;
    yield text.slice(from, to);
    from = to;
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
