import type { AbstractAgent } from "@copilotkit/react-core/v2";
import type { RunStopped, ThreadView } from "@/lib/api/contract";
import type { ApiResult } from "../api/request";
import type { OnTheWay } from "./drafts";
import type { Problem } from "./problem";
import type { TurnOnWire } from "./turn";

/** What a person is told in passing, with nothing for them to decide. */
export type Notice = {
  code: "CONFLICT" | "RUN_IN_PROGRESS" | "INTERRUPT_PENDING" | "ANSWERED" | "STOP_FAILED" | "BRANCH_FAILED";
  /** A text that was not taken is back where it was written. */
  textReturned: boolean;
};

export type TurnsState = {
  /** `connecting`: the stored conversation is being loaded; `running`: an answer is being written, here or elsewhere. */
  phase: "idle" | "connecting" | "running";
  stopping: boolean;
  problem: Problem | null;
  notice: Notice | null;
  /** How the last answer seen from here ended; what a screen reader is told. */
  outcome: "done" | "stopped" | "failed" | null;
  /** Whether the server knows this conversation. Until it does, its address leads nowhere. */
  stored: boolean;
  /** What the server last said of the branch that is shown. */
  view: ThreadView | null;
  /** A message that the server has refused and that is shown all the same, until it is sent again or given up. */
  unsentId: string | null;
};

export type TurnsPorts = {
  agent: AbstractAgent;
  run: (runId: string, turn: TurnOnWire) => Promise<unknown>;
  connect: () => Promise<unknown>;
  stop: (runId: string) => Promise<ApiResult<RunStopped>>;
  /** Makes the branch of that message the one that is shown, on the server. */
  showBranch: (messageId: string) => Promise<ApiResult<unknown>>;
  mintId: () => string;
  /** Gives the conversation its address, or takes it away again when the server did not take the first message. */
  publish: () => void;
  unpublish: () => void;
  /** A refused text goes back to where it was written: the composer, or the message that it was to replace. */
  returnText: (text: string, editedId: string | null) => void;
  /** Remembers a message that is on its way (null: it arrived), should the page go away before the server has it. */
  keepText: (message: OnTheWay | null) => void;
  /** Something happened here that the list and other tabs want to know: a run began, another branch is shown. */
  changed: () => void;
  /** The page shows all that the server has; `ended` when that is because an answer has just ended. */
  upToDate: (ended: boolean) => void;
  now: () => Date;
  after: (ms: number, work: () => void) => () => void;
};
