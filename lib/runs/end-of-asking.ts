import type { Interrupt, Message, ToolCall } from "@ag-ui/core";
import { readInterrupts } from "../interrupts/read";
import type { Production } from "./produce";
import type { RunEnd } from "./run-store";

/** A name longer than that an agent has made for no other purpose than to fill the row. */
const MAX_CALL_NAME = 500;
const MAX_CALLS = 100;

/**
 * How a run ends whose agent asks something before it goes on. One whose questions cannot be put to a person has failed:
 * nobody could ever answer them.
 *
 * @param messages what the run has said
 * @param open the thread's names of the calls that wait for their results
 */
export function endOfAsking(
  p: Pick<Production, "own" | "history" | "note" | "takesAnswers">,
  ended: RunEnd,
  asked: readonly Interrupt[],
  messages: readonly Message[],
  open: readonly string[],
): RunEnd {
  if (!p.takesAnswers) return failed(p, "a runtime of the HTTP protocol asks; its entry should say agui");
  const calls = [...p.history, ...messages].flatMap((message) =>
    message.role === "assistant" ? (message.toolCalls ?? []) : [],
  );
  const waiting = new Set(open);
  const byId = new Map(calls.filter(({ id }) => waiting.has(id)).map((call): [string, ToolCall] => [call.id, call]));
  const read = readInterrupts(asked, { byId, ownId: p.own.callId });
  if (!read.ok) return failed(p, read.detail);
  const renamed = p.own.renamedCalls().filter(([id, name]) => waiting.has(name) && id.length <= MAX_CALL_NAME);
  return { ...ended, interrupts: { list: read.list, calls: Object.fromEntries(renamed.slice(0, MAX_CALLS)) } };
}

function failed({ note }: Pick<Production, "note">, detail: string): RunEnd {
  note("AGENT_FAILED", detail);
  return { status: "error", errorCode: "AGENT_FAILED" };
}
