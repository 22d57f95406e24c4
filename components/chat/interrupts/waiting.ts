import type { InterruptView } from "@/lib/api/contract";
import { type Answer, isExpired } from "@/lib/interrupts/stored";
import type { TurnsState } from "../turns-ports";

const NOTHING: readonly InterruptView[] = [];

/**
 * What the agent waits for at the end of the conversation; empty while it does not.
 *
 * @param isClosed the person cannot use the agent any more: then nobody waits for them
 */
export function waitingIn({ view }: Pick<TurnsState, "view">, isClosed = false): readonly InterruptView[] {
  return (!isClosed && view?.run?.interrupts) || NOTHING;
}

/** The answers that leave everything unanswered: the agent is to go on without. */
export function leaveAll(waiting: readonly InterruptView[]): Answer[] {
  return waiting.map(({ id }) => ({ interruptId: id, cancelled: true }));
}

/** What can be done with one: agree to it unless that is too late, or there is nothing readable to agree to. */
export function canAgree(one: InterruptView, now: number): boolean {
  if (one.inputChars !== null || (one.kind === "consent" && one.consent === null)) return false;
  return !isExpired(one, now);
}
