import type { Interrupt, ToolCall } from "@ag-ui/core";
import { isTooDeep } from "../agentcore/event-limits";
import { isRecord } from "../json-text";
import type { StoredInterrupt } from "./stored";

/** More at once is no question to a person. */
export const MAX_INTERRUPTS = 20;
export const MAX_INTERRUPT_ID = 1_000;
const MAX_MESSAGE = 8_000;
const MAX_NAME = 200;
const MAX_URL = 8_192;
/** Arguments with more characters are not shown, and so cannot be approved. All views of the thread carry them. */
const MAX_INPUT = 200_000;

/** A decision about a tool call: ours, AG-UI's, and what adapters say of a confirmation. */
const APPROVALS = new Set(["tool_approval", "tool_call", "confirmation"]);

/** Whether a person answers it by yes or no. */
function isApproval({ reason, metadata }: Interrupt): boolean {
  return APPROVALS.has(reason) || typeof metadata?.strandsName === "string";
}

/** The run's tool calls by their names in the thread, and the thread's name for a call that the agent names. */
export type Calls = { byId: ReadonlyMap<string, ToolCall>; ownId: (agentId: string) => string | null };

export type ReadResult = { ok: true; list: StoredInterrupt[] } | { ok: false; detail: string };

/**
 * Reads what an agent asks at the end of a run (AG-UI, "Interrupts"). It is an agent's word: too many, without a usable
 * name, or two of one name are refused, since an agent takes answers to all of them or none.
 *
 * The arguments are those of the stored call where the interrupt names one: what people have seen streaming is what they
 * decide about.
 */
export function readInterrupts(interrupts: readonly Interrupt[], calls: Calls): ReadResult {
  if (interrupts.length > MAX_INTERRUPTS) return { ok: false, detail: `${interrupts.length} interrupts at once` };
  const ids = new Set(interrupts.map(({ id }) => id));
  if (ids.size < interrupts.length) return { ok: false, detail: "two interrupts of one id" };
  if ([...ids].some((id) => id === "" || id.length > MAX_INTERRUPT_ID || !id.isWellFormed()))
    return { ok: false, detail: "an interrupt's id is empty, too long or no text" };
  return { ok: true, list: interrupts.map((interrupt) => read(interrupt, calls)) };
}

function read(interrupt: Interrupt, calls: Calls): StoredInterrupt {
  const { id, reason, expiresAt } = interrupt;
  const metadata = recordOf(interrupt.metadata);
  // Strands adapters put their reason into `message`, as JSON.
  const told = typeof metadata.strandsName === "string" || reason === "confirmation" ? parsed(interrupt.message) : null;
  const isConsent = reason === "oauth_consent";
  const callId = textOf(interrupt.toolCallId) ?? textOf(told?.toolUseId);
  const toolCallId = callId === null ? null : calls.ownId(callId);
  const call = toolCallId === null ? undefined : calls.byId.get(toolCallId);
  const tool = call?.function.name ?? textOf(metadata.tool) ?? textOf(told?.tool);
  const stated = "input" in metadata ? metadata.input : told?.input;
  const input = call?.function.arguments ?? (stated === undefined ? null : JSON.stringify(stated));
  const isShown = input === null || input.length <= MAX_INPUT;
  return {
    id,
    kind: isConsent ? "consent" : isApproval(interrupt) ? "approval" : "other",
    tool: tool === null ? null : cut(tool, MAX_NAME),
    input: isShown ? input : null,
    inputChars: isShown ? null : input.length,
    toolCallId: call ? toolCallId : null,
    message: told?.tool === undefined ? bounded(interrupt.message, MAX_MESSAGE) : null,
    url: isConsent ? consentUrl(metadata.url) : null,
    provider: bounded(metadata.provider, MAX_NAME),
    expiresAt: timeOf(expiresAt),
  };
}

/** An address where a person may be sent: https, and without a name in front of the host that reads as one. */
function consentUrl(value: unknown): string | null {
  if (typeof value !== "string" || value.length > MAX_URL) return null;
  try {
    const url = new URL(value);
    return url.protocol === "https:" && url.username === "" && url.password === "" ? url.href : null;
  } catch {
    return null;
  }
}

const YEAR_10000 = Date.UTC(10_000, 0);

function timeOf(value: unknown): string | null {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  // RFC 3339 has years of four digits. What comes after them never comes; what was before 1970 is over.
  return time < YEAR_10000 ? new Date(Math.max(time, 0)).toISOString() : null;
}

/** @returns null for what is no JSON, and for what only a program could have nested so deeply: writing it down would end in a RangeError */
function parsed(text: string | undefined): Record<string, unknown> | null {
  try {
    return text === undefined || isTooDeep(text) ? null : recordOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const bounded = (value: unknown, most: number): string | null => {
  const text = textOf(value);
  return text === null ? null : cut(text, most);
};
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
