import { randomUUID } from "node:crypto";
import type { Message } from "@ag-ui/core";

/** The ids that are taken as they come. Others break an index (U+0000), a selector, or a log line. */
export const PLAIN_ID = /^[\x21-\x7e]{1,128}$/;

/** Messages of different kinds do not share an id, however an agent numbers them. `text`: all that is the assistant's. */
export type Kind = "text" | "reasoning" | "activity" | "result";

export type Known = { messageIds: ReadonlySet<string>; toolCallIds: ReadonlySet<string> };

/**
 * The names of one run's messages and tool calls: an id of the agent stays as it is if it is plain, new to the thread
 * and not another kind's already; else it gets a UUID, the same one throughout the run.
 *
 * A message's id is its key in the database and in AG-UI's reducer, which adds a tool result without looking and appends
 * text to whatever has the id.
 */
export function createOwnIds(known: Known) {
  const names = { text: table(), reasoning: table(), activity: table(), result: table(), call: table() };
  const resultOf = new Map<string, string>();
  const used = new Set<string>();

  const newName = (id: string): string => {
    const name = PLAIN_ID.test(id) && !known.messageIds.has(id) && !used.has(id) ? id : randomUUID();
    used.add(name);
    return name;
  };
  const message = (kind: Exclude<Kind, "result">, id: string): string => {
    const name = names[kind].get(id) ?? newName(id);
    names[kind].set(id, name);
    return name;
  };
  const call = (id: string): string => {
    const isOwn = PLAIN_ID.test(id) && !known.toolCallIds.has(id);
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
