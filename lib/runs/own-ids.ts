import { randomUUID } from "node:crypto";
import type { Message } from "@ag-ui/core";

const PLAIN_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Whether an id is taken as it comes. Others break an index (U+0000), a selector, or a log line; and what every object has
 * (`constructor`, `__proto__`) would be found in each table of messages, in the browser too.
 */
export const isPlainId = (id: string): boolean => PLAIN_ID.test(id) && !(id in Object.prototype);

/** Messages of different kinds do not share an id, however an agent numbers them. `text`: all that is the assistant's. */
export type Kind = "text" | "reasoning" | "activity" | "result";

export type Known = { messageIds: ReadonlySet<string>; toolCallIds: ReadonlySet<string> };

/**
 * The names of one run's messages and tool calls: an id of the agent stays as it is if it is plain, new to the thread
 * and not another kind's already; else it gets a UUID, the same one throughout the run.
 *
 * A message's id is its key in the database and in AG-UI's reducer, which adds a tool result without looking and appends
 * text to whatever has the id.
 *
 * @param continued the calls of earlier runs that this one may bring the results of, by the agent's names for them
 */
export function createOwnIds(known: Known, continued: ReadonlyMap<string, string> = new Map()) {
  const names = {
    text: table(),
    reasoning: table(),
    activity: table(),
    result: table(),
    call: new Map(continued),
  };
  const earlier = new Set(continued.values());
  const resultOf = new Map<string, string>();
  const used = new Set<string>();

  const newName = (id: string): string => {
    const name = isPlainId(id) && !known.messageIds.has(id) && !used.has(id) ? id : randomUUID();
    used.add(name);
    return name;
  };
  const message = (kind: Exclude<Kind, "result">, id: string): string => {
    const name = names[kind].get(id) ?? newName(id);
    names[kind].set(id, name);
    return name;
  };
  const call = (id: string): string => {
    const isOwn = isPlainId(id) && !known.toolCallIds.has(id);
    const name = names.call.get(id) ?? (isOwn ? id : randomUUID());
    names.call.set(id, name);
    return name;
  };
  /** A result is known by its call: agents give several of them one id, or the id of the call's message. */
  const newResult = (id: string, callId: string): string => {
    const name = newName(id);
    resultOf.set(call(callId), name);
    if (!names.result.has(id)) names.result.set(id, name);
    return name;
  };

  return {
    message,
    call,
    /** The thread's name for a call of the agent that this run has made or goes on with; null for any other. */
    known: (id: string): string | null => names.call.get(id) ?? null,
    /** The agent's names of this run's calls where they are not the thread's. */
    renamed: (): [string, string][] => [...names.call].filter(([id, name]) => id !== name),
    /** It was made in an earlier run: this one brings its result and nothing else of it. */
    isContinued: (id: string): boolean => earlier.has(call(id)),
    /** The id of a call's result; null when the call has one. */
    result: (id: string, callId: string): string | null => (resultOf.has(call(callId)) ? null : newResult(id, callId)),
    /** The message that an encrypted value belongs to. Mostly reasoning; it may come before its message. */
    any: (id: string): string =>
      names.reasoning.get(id) ?? names.text.get(id) ?? names.result.get(id) ?? message("reasoning", id),
    /** The id of a message in a snapshot; null when it speaks of the thread as it was before the run. */
    inSnapshot(one: Message): string | null {
      const kind = kindOf(one);
      if (!names[kind].has(one.id) && known.messageIds.has(one.id)) return null;
      if (one.role !== "tool") return message(kind as Exclude<Kind, "result">, one.id);
      if (!names.call.has(one.toolCallId) && known.toolCallIds.has(one.toolCallId)) return null;
      return resultOf.get(call(one.toolCallId)) ?? newResult(one.id, one.toolCallId);
    },
  };
}

const table = () => new Map<string, string>();

function kindOf({ role }: Message): Kind {
  if (role === "tool") return "result";
  return role === "reasoning" || role === "activity" ? role : "text";
}
