import type { Message } from "@copilotkit/react-core/v2";
import type { ThreadView } from "@/lib/api/contract";
import { messageOf, type Sent } from "./turn";
import type { Stream } from "./verdict";

/** A turn of which the page cannot say whether the server has it, and what is to happen if it has not. */
export type Doubt = { sent: Sent; otherwise: "return" | "resend" };

/** `unknown`: it cannot be told yet. */
export type Fate = "arrived" | "return" | "resend" | "unknown";

/** The fate of a turn as soon as the server's messages and view are there; an answer may still be following. */
export function fateInView(doubt: Doubt, messages: readonly Message[], view: ThreadView | null): Fate {
  const { sent, otherwise } = doubt;
  if (hasArrived(sent, messages, view)) return "arrived";
  // Somebody else's answer is being written: the turn would be refused, and was not meant to come after it.
  const returns = otherwise === "return" || sent.stopAsked || view?.run?.status === "running";
  return returns ? "return" : "unknown";
}

/** The same once the conversation is loaded or could not be. Only out of reach of the server does it stay unknown. */
export function fateAtEnd(doubt: Doubt, ended: Stream, messages: readonly Message[], isNew: boolean): Fate {
  if (ended.snapshot) {
    const fate = fateInView(doubt, messages, ended.view);
    return fate === "unknown" ? "resend" : fate;
  }
  if (doubt.otherwise === "return" || doubt.sent.stopAsked) return "return";
  if (isNew) return "resend";
  return !ended.failure || ended.failure.code === "NETWORK" ? "unknown" : "return";
}

/** The turn's message is there, or the run that would have answered it. */
function hasArrived({ turn, runId }: Sent, messages: readonly Message[], view: ThreadView | null): boolean {
  const message = messageOf(turn);
  return view?.run?.id === runId || messages.some((other) => other.id === message?.id);
}
