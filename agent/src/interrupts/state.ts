import { z } from "zod";

/** The reasons for which this agent asks a person, on the wire and as the names of Strands' interrupts. */
export const APPROVAL = "tool_approval";
export const CONSENT = "oauth_consent";

const json = z.json();
const toolUseSchema = z.object({
  toolUse: z.looseObject({ toolUseId: z.string(), name: z.string(), input: json }),
});

/** Strands' own record of calls that wait for an answer, in the shape of its snapshots. */
export const stateSchema = z.object({
  interrupts: z.record(
    z.string(),
    z.object({
      id: z.string(),
      name: z.string(),
      reason: json.optional(),
      response: json.optional(),
      source: z.enum(["hook", "tool"]),
    }),
  ),
  activated: z.boolean(),
  /** The model's message with the calls, which is no part of the history yet, and the results of those that ran. */
  pendingToolExecution: z.object({
    assistantMessageData: z.object({ role: z.literal("assistant"), content: z.array(json) }).catchall(json),
    completedToolResults: z.record(z.string(), json),
  }),
});

export type InterruptState = z.output<typeof stateSchema>;

export type PendingCall = { id: string; name: string; input: z.output<typeof json> };

/** All calls of the message that waits, those that have a result already too. */
export function callsOf(state: InterruptState): PendingCall[] {
  return state.pendingToolExecution.assistantMessageData.content.flatMap((block) => {
    const parsed = toolUseSchema.safeParse(block);
    if (!parsed.success) return [];
    const { toolUseId: id, name, input } = parsed.data.toolUse;
    return [{ id, name, input }];
  });
}

/** The calls that wait, or will run once those that wait are answered. */
export function openCallsOf(state: InterruptState): PendingCall[] {
  return callsOf(state).filter((call) => !Object.hasOwn(state.pendingToolExecution.completedToolResults, call.id));
}

/** The id that Strands gives to the interrupt of a call; the only thing that is known of it when all else is lost. */
export function interruptId(toolCallId: string, name: typeof APPROVAL | typeof CONSENT): string {
  return name === APPROVAL ? `hook:beforeToolCall:${toolCallId}:${name}` : `tool:${toolCallId}:${name}`;
}

/**
 * The call that an interrupt is about. Its whole id counts: some models put colons into theirs, and where one is the beginning
 * of another, a person would be shown the arguments of the wrong call.
 */
export function callOf(state: InterruptState, id: string): PendingCall | undefined {
  return callsOf(state).find((call) => id === interruptId(call.id, APPROVAL) || id === interruptId(call.id, CONSENT));
}
