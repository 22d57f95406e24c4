import { randomUUID } from "node:crypto";
import type { Message, ResumeEntry, RunAgentInput, ToolCall } from "@ag-ui/core";
import { isJsonText } from "../json-text";
import { openCalls } from "./resume";

/**
 * What an agent is sent: the conversation as the server knows it. Tools, context and properties are nobody's to give: the
 * browser's are not believed.
 */
export function runInput(params: {
  threadId: string;
  runId: string;
  state: unknown;
  history: readonly Message[];
  /** The answers to what the agent waits for; null for a question. */
  resume: ResumeEntry[] | null;
}): RunAgentInput {
  const { threadId, runId, state, resume } = params;
  const said = params.history.filter((message) => message.role !== "activity");
  // What somebody has just decided about goes back letter by letter: other arguments would not be those that they saw.
  const decided = new Set(resume ? openCalls(said) : []);
  const history = said.map((message) => withWholeArguments(message, decided));
  const input = { threadId, runId, state, tools: [], context: [], forwardedProps: {} };
  return resume ? { ...input, messages: history, resume } : { ...input, messages: withEachCallAnswered(history) };
}

/** A call that the agent waited with and that nobody let it make: model providers refuse a history with an open one. */
function withEachCallAnswered(messages: readonly Message[]): Message[] {
  const open = new Set(openCalls(messages));
  if (open.size === 0) return [...messages];
  return messages.flatMap((message) => {
    const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
    const unanswered = calls.filter(({ id }) => open.has(id));
    return [message, ...unanswered.map(({ id }) => unanswer(id))];
  });
}

function unanswer(toolCallId: string): Message {
  return { id: randomUUID(), role: "tool", toolCallId, content: JSON.stringify({ error: "not called" }) };
}

/** A call that was cut off has half its arguments, and model providers refuse a history with JSON that is none. */
function withWholeArguments(message: Message, decided: ReadonlySet<string>): Message {
  if (message.role !== "assistant" || !message.toolCalls) return message;
  const isCut = (call: ToolCall) => !decided.has(call.id) && !isJsonText(call.function.arguments);
  if (!message.toolCalls.some(isCut)) return message;
  const toolCalls = message.toolCalls.map((call) =>
    isCut(call) ? { ...call, function: { ...call.function, arguments: "{}" } } : call,
  );
  return { ...message, toolCalls };
}
