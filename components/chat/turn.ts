import type { Message } from "@copilotkit/react-core/v2";
import type { Answer } from "@/lib/interrupts/stored";
import { lastUserIndex } from "./messages/transcript";

export type TurnOp = "send" | "edit" | "regenerate" | "retry" | "resume";

/** What the person asks of the conversation. `parentId` is their last question that this page shows as stored. */
export type Turn =
  | { op: "send"; parentId: string | null; message: Message }
  | { op: "edit"; parentId: string; targetId: string; message: Message }
  | { op: "regenerate" | "retry"; parentId: string; targetId: string }
  /** The answers to what the agent asked at the end of that run; null to send the ones once more that it was begun with. */
  | { op: "resume"; parentId: string; targetId: string; answers: Answer[] | null };

/** The same as the run's body says it (`forwardedProps.turn`); the new message is the body's only one. */
export type TurnOnWire =
  | { op: "send"; parentId: string | null }
  | { op: Exclude<TurnOp, "send" | "resume">; parentId: string; targetId: string }
  | { op: "resume"; parentId: string; targetId: string; answers?: Answer[] };

export function onWire(turn: Turn): TurnOnWire {
  if (turn.op === "send") return { op: turn.op, parentId: turn.parentId };
  const { op, parentId, targetId } = turn;
  if (op !== "resume") return { op, parentId, targetId };
  return { op, parentId, targetId, ...(turn.answers ? { answers: turn.answers } : {}) };
}

/** The message that a turn brings, or null for a new answer to an old question. */
export function messageOf(turn: Turn): Message | null {
  return "message" in turn ? turn.message : null;
}

export function lastQuestionId(messages: readonly Message[]): string | null {
  return messages[lastUserIndex(messages)]?.id ?? null;
}

/** What the page shows while a turn is being answered: an edit or a new answer leaves the branch where it begins. */
export function shownFor(turn: Turn, before: readonly Message[]): Message[] {
  if (turn.op === "send") return [...before, turn.message];
  // It goes on with what is there.
  if (turn.op === "resume") return [...before];
  const found = before.findIndex((message) => message.id === turn.targetId);
  const at = found < 0 ? before.length : found;
  return turn.op === "edit" ? [...before.slice(0, at), turn.message] : before.slice(0, at + 1);
}

/** A turn that went out from here. */
export type Sent = {
  turn: Turn;
  /** What the page showed before it, for when the server does not take it. */
  before: Message[];
  runId: string;
  /** `unheard`: the connection broke before the server said anything, so that it may have arrived or not. */
  state: "underway" | "arrived" | "refused" | "unheard";
  /** The person has asked to stop its answer. */
  stopAsked: boolean;
};
