import { type BaseEvent, EventType, type Interrupt, type Message } from "@ag-ui/core";
import type { Io } from "../io";
import { plainLine, plainText } from "../plain-text";

type Event = BaseEvent & Record<string, unknown>;

const text = (value: unknown) => (typeof value === "string" ? value : "");

/**
 * Shows a run as it comes: the words on stdout, what the agent does meanwhile on stderr, each thing in one line.
 *
 * Terminals are not to be trusted with what an agent says: control characters are left out.
 *
 * @param messages what was said before: a tool call in them may get its result only now
 */
export function createEventView(io: Io, messages: readonly Message[] = []) {
  let written = "";
  const calls = new Map<string, { name: string; args: string }>();
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    for (const call of message.toolCalls ?? []) calls.set(call.id, { name: call.function.name, args: "" });
  }
  let thought = "";
  const aside = (line: string) => io.err(`  [${line}]\n`);
  const say = (piece: string) => {
    const plain = plainText(piece);
    if (plain === "") return;
    written = plain;
    io.out(plain);
  };
  const endLine = () => {
    if (written !== "" && !written.endsWith("\n")) say("\n");
  };
  return {
    show(event: BaseEvent) {
      const given = event as Event;
      const id = text(given.toolCallId);
      switch (event.type) {
        case EventType.TEXT_MESSAGE_START:
          return endLine();
        case EventType.TEXT_MESSAGE_CONTENT:
          return say(text(given.delta));
        case EventType.TOOL_CALL_START:
          endLine();
          calls.set(id, { name: text(given.toolCallName), args: "" });
          return;
        case EventType.TOOL_CALL_ARGS: {
          const call = calls.get(id);
          if (call && call.args.length < 1_000) call.args += text(given.delta);
          return;
        }
        case EventType.TOOL_CALL_END: {
          const call = calls.get(id);
          return aside(`tool ${plainLine(`${call?.name ?? ""} ${call?.args ?? ""}`)}`);
        }
        case EventType.TOOL_CALL_RESULT:
          return aside(`tool ${plainLine(`${calls.get(id)?.name ?? ""} → ${text(given.content)}`)}`);
        case EventType.REASONING_MESSAGE_CONTENT:
        case EventType.THINKING_TEXT_MESSAGE_CONTENT:
          if (thought.length < 1_000) thought += text(given.delta);
          return;
        case EventType.REASONING_MESSAGE_END:
        case EventType.THINKING_TEXT_MESSAGE_END:
          endLine();
          aside(`reasoning ${plainLine(thought)}`);
          thought = "";
          return;
        case EventType.STEP_STARTED:
          return aside(`step ${plainLine(text(given.stepName))}`);
      }
    },
    say,
    endLine,
    /** Whether any word of the answer has been shown. */
    hasSpoken: () => written !== "",
  };
}

/** The decisions that a run waits for at its end; empty for one that is simply over. */
export function interruptsOf(event: BaseEvent): Interrupt[] {
  const { outcome } = event as { outcome?: { type?: string; interrupts?: Interrupt[] } };
  return outcome?.type === "interrupt" ? (outcome.interrupts ?? []) : [];
}
