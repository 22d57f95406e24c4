import type { AbstractAgent } from "@copilotkit/react-core/v2";
import type { Problem } from "./problem";

export type TurnOp = "send" | "retry";

export type TurnsState = {
  /** `connecting`: the stored conversation is being loaded; `running`: an answer is being written, here or elsewhere. */
  phase: "idle" | "connecting" | "running";
  stopping: boolean;
  problem: Problem | null;
  /** How the last answer seen from here ended; what a screen reader is told. */
  outcome: "done" | "stopped" | "failed" | null;
  /** Whether the server knows this conversation. Until it does, its address leads nowhere. */
  stored: boolean;
};

export type TurnsPorts = {
  agent: AbstractAgent;
  run: (op: TurnOp) => Promise<unknown>;
  connect: () => Promise<unknown>;
  /** @param runId of a run that was not started from here; null for our own */
  stop: (runId: string | null) => void;
  mintId: () => string;
  /** Gives the conversation its address, or takes it away again when the server did not take the first message. */
  publish: () => void;
  unpublish: () => void;
  /** A refused text goes back to where it was written. */
  returnText: (text: string) => void;
  /** Remembers a text that is on its way (null: it arrived), should the page go away before the server has it. */
  keepText: (text: string | null) => void;
  now: () => Date;
  after: (ms: number, work: () => void) => () => void;
};
