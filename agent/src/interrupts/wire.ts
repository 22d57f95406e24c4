import type { Interrupt } from "@ag-ui/core";
import { APPROVAL_RESPONSE } from "./answers.ts";
import { APPROVAL, CONSENT, callOf, type InterruptState } from "./state.ts";

/**
 * The questions that are open, as AG-UI's RUN_FINISHED carries them.
 *
 * The adapter gives the question as JSON in `message` and names no call. Here `metadata` has the tool and the whole
 * arguments that it will run with, taken from where they are kept; there is no `message`, for the sentence is the screen's,
 * in the person's language.
 */
export function openInterrupts(state: InterruptState): Interrupt[] {
  return Object.values(state.interrupts).flatMap(({ id, name, reason, response }) => {
    if (response !== undefined) return [];
    const call = callOf(state, id);
    const about = { id, reason: name, ...(call && { toolCallId: call.id }) };
    if (name === CONSENT) return [{ ...about, metadata: isRecord(reason) ? { ...reason } : {} }];
    const metadata = call ? { tool: call.name, input: call.input } : {};
    return [{ ...about, ...(name === APPROVAL && { responseSchema: APPROVAL_RESPONSE }), metadata }];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
