import type { Message, RunAgentInput } from "@ag-ui/core";
import type { Tool } from "@strands-agents/sdk";
import type { ErrorCode } from "../errors.ts";
import type { Logger } from "../log.ts";
import { readAnswers } from "./answers.ts";
import { beforeCalls, pendingInHistory } from "./history.ts";
import { callsOf, type InterruptState } from "./state.ts";
import type { PendingStore, ThreadRecord } from "./store.ts";

/** What a run goes on from. */
export type Beginning = {
  /** The conversation, for the client. */
  history: Message[];
  /** The conversation, for the model: without the calls that are about to run. */
  told: Message[];
  /** The calls that waited, with the answers to them. */
  restore?: InterruptState;
};

export type Begun = { ok: true; beginning: Beginning } | { ok: false; code: ErrorCode };

/**
 * Finds what a run's answers are for: in memory, in the storage, or else in the history that came with them. The answers
 * are used up by that, whatever becomes of the run.
 *
 * @param tools those of the agent, to know which of them ask
 * @returns `INTERRUPT_UNKNOWN` when one answers nothing that waits: then no call runs. `BAD_REQUEST` when one cannot be
 *   read, `AGENT_FAILED` when the storage does not answer: then they can be given again
 */
export async function beginResume(
  store: PendingStore,
  log: Logger,
  key: string,
  tools: Tool[],
  { messages, resume = [] }: Pick<RunAgentInput, "messages" | "resume">,
): Promise<Begun> {
  const answers = readAnswers(resume);
  if (!answers) return { ok: false, code: "BAD_REQUEST" };
  let record: ThreadRecord;
  try {
    record = await store.read(key);
  } catch (err) {
    log.error({ err }, "the session storage cannot be read");
    return { ok: false, code: "AGENT_FAILED" };
  }
  const found = find(record, messages, tools);
  const ids = [...answers.keys()];
  if (!found || ids.some((id) => !found.ids.includes(id) || record.answered.includes(id))) {
    log.warn({ interrupts: ids }, "answers to what does not wait");
    return { ok: false, code: "INTERRUPT_UNKNOWN" };
  }
  try {
    await store.claim(key, record, ids);
  } catch (err) {
    log.error({ err }, "the session storage cannot be written");
    return { ok: false, code: "AGENT_FAILED" };
  }
  const { state, history, told } = found;
  const interrupts = { ...state.interrupts };
  for (const [id, response] of answers) {
    const [source, name] = [id.startsWith("hook:") ? "hook" : "tool", id.slice(id.lastIndexOf(":") + 1)] as const;
    interrupts[id] = { id, name, source, ...interrupts[id], response };
  }
  return { ok: true, beginning: { history, told, restore: { ...state, interrupts } } };
}

function find(record: ThreadRecord, messages: Message[], tools: Tool[]) {
  if (record.pending) {
    const { state } = record.pending;
    const calls = callsOf(state);
    // A client that sends its history sends the newest; one that keeps it here sends the answer alone.
    const history = beforeCalls(messages, calls) ? messages : record.pending.messages;
    const waiting = Object.values(state.interrupts).filter((one) => one.response === undefined);
    return { state, ids: waiting.map(({ id }) => id), history, told: beforeCalls(history, calls) ?? history };
  }
  const pending = pendingInHistory(messages, tools, record.answered);
  return pending && { ...pending, history: messages, told: beforeCalls(messages, callsOf(pending.state)) ?? messages };
}
