import type { Message } from "@ag-ui/core";
import type { Tool } from "@strands-agents/sdk";
import { asksOf } from "../tools/define.ts";
import { APPROVAL, CONSENT, type InterruptState, interruptId, type PendingCall } from "./state.ts";

/** Neither the person nor the model said these; they stand anywhere between what was said. */
const ASIDE = new Set<Message["role"]>(["reasoning", "activity", "system", "developer"]);

/** The end of a history: one message of the model with its calls, told as one or several, and the results it has. */
type Tail = {
  start: number;
  text: string;
  calls: { id: string; name: string; json: string }[];
  results: Map<string, string>;
};

function tailOf(messages: Message[]): Tail | undefined {
  const tail: Tail = { start: messages.length, text: "", calls: [], results: new Map() };
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    if (!message || ASIDE.has(message.role)) continue;
    if (message.role === "tool" && tail.start === messages.length) {
      tail.results.set(message.toolCallId, message.content);
    } else if (message.role === "assistant") {
      const calls = message.toolCalls?.map(({ id, function: { name, arguments: json } }) => ({ id, name, json })) ?? [];
      tail.calls.unshift(...calls);
      if (message.content) tail.text = [message.content, tail.text].filter(Boolean).join("\n\n");
      tail.start = at;
    } else break;
  }
  return tail.calls.length > 0 ? tail : undefined;
}

/**
 * What an agent waited for, from the history that came with the answer: the last resort, when the process and its disk are
 * gone. The history is believed, as in every run, and no further than it goes: only calls at its very end count, without
 * a result, of tools that ask. Once the person has said something else, they no longer do.
 *
 * @param answered interrupts that this agent knows to have been answered; their calls do not run again
 */
export function pendingInHistory(
  messages: Message[],
  tools: Tool[],
  answered: readonly string[],
): { state: InterruptState; ids: string[] } | undefined {
  const tail = tailOf(messages);
  if (!tail) return undefined;
  const content: InterruptState["pendingToolExecution"]["assistantMessageData"]["content"] = [];
  if (tail.text) content.push({ text: tail.text });
  const completedToolResults: InterruptState["pendingToolExecution"]["completedToolResults"] = {};
  const ids: string[] = [];
  for (const { id, name, json } of tail.calls) {
    const input = argumentsOf(json);
    content.push({ toolUse: { toolUseId: id, name, input: input ?? {} } });
    const asks = asksOf(tools.find((tool) => tool.name === name));
    const open = [
      ...(asks.approval ? [interruptId(id, APPROVAL)] : []),
      ...(asks.consent ? [interruptId(id, CONSENT)] : []),
    ];
    const result = tail.results.get(id);
    if (result !== undefined) completedToolResults[id] = toolResult(id, "success", result);
    else if (input === undefined || open.length === 0 || open.some((one) => answered.includes(one)))
      completedToolResults[id] = toolResult(id, "error", "This call was stopped before it had a result.");
    else ids.push(...open);
  }
  const assistantMessageData = { role: "assistant" as const, content };
  const state = {
    interrupts: {},
    activated: true,
    pendingToolExecution: { assistantMessageData, completedToolResults },
  };
  return ids.length > 0 ? { state, ids } : undefined;
}

/**
 * A history without the message whose calls wait: Strands adds that one itself once they have results.
 *
 * @returns `undefined` when the history does not hold those calls
 */
export function beforeCalls(messages: Message[], calls: PendingCall[]): Message[] | undefined {
  const tail = tailOf(messages);
  return tail && calls.every(({ id }) => tail.calls.some((call) => call.id === id))
    ? messages.slice(0, tail.start)
    : undefined;
}

const toolResult = (toolUseId: string, status: "success" | "error", text: string) => ({
  toolResult: { toolUseId, status, content: [{ text }] },
});

function argumentsOf(json: string): PendingCall["input"] | undefined {
  try {
    const value: unknown = JSON.parse(json || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as PendingCall["input"])
      : undefined;
  } catch {
    return undefined;
  }
}
