import type { Message, RunAgentInput } from "@ag-ui/core";
import { isJsonText } from "../json-text";

/**
 * What an agent is sent: the conversation as the server knows it. Tools, context and properties are nobody's to give: the
 * browser's are not believed.
 */
export function runInput(params: {
  threadId: string;
  runId: string;
  state: unknown;
  history: readonly Message[];
}): RunAgentInput {
  const { threadId, runId, state, history } = params;
  const messages = history.filter((message) => message.role !== "activity").map(withWholeArguments);
  return { threadId, runId, messages, state, tools: [], context: [], forwardedProps: {} };
}

/** A call that was cut off has half its arguments, and model providers refuse a history with JSON that is none. */
function withWholeArguments(message: Message): Message {
  if (message.role !== "assistant" || !message.toolCalls?.some((call) => !isJsonText(call.function.arguments)))
    return message;
  const toolCalls = message.toolCalls.map((call) =>
    isJsonText(call.function.arguments) ? call : { ...call, function: { ...call.function, arguments: "{}" } },
  );
  return { ...message, toolCalls };
}
