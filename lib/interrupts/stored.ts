/**
 * What an agent waits for, as it is stored with its run: read out of an AG-UI interrupt once, bounded, and nothing of it
 * taken from a browser later.
 */
export type StoredInterrupt = {
  /** The agent's own name for it: the answer goes back under it, as it came. */
  id: string;
  /** `approval`: a decision, mostly about a tool call. `consent`: an OAuth consent elsewhere. `other`: anything else. */
  kind: "approval" | "consent" | "other";
  tool: string | null;
  /** The tool's arguments as JSON text; null when there are none, or too many to be shown. */
  input: string | null;
  /** Set when the arguments are too long to be shown whole: what nobody can read, nobody may approve. */
  inputChars: number | null;
  /** Of the thread's own tool call. */
  toolCallId: string | null;
  message: string | null;
  /** Where the consent is given: https only. */
  url: string | null;
  provider: string | null;
  /** RFC 3339. */
  expiresAt: string | null;
};

/** How a run ended that waits: everything it asks, and the agent's names of tool calls that the thread knows by others. */
export type StoredPending = { list: StoredInterrupt[]; calls: Record<string, string> };

/** What a person may say to a decision, in characters (UTF-16). Here, since pages know it and need no schema of it. */
export const MAX_REASON_CHARS = 2_000;

/** A person's answer to one interrupt. `cancelled`: they leave it unanswered, and the agent is to go on without. */
export type Answer =
  | { interruptId: string; approved: boolean; reason?: string | undefined }
  | { interruptId: string; cancelled: true };

/** What a run was begun with: the answers to what that run asked. Kept so that they can be sent once more. */
export type StoredResume = { runId: string; answers: Answer[] };

/** An answer in the words of whoever reads of it. */
export type Decision = "approved" | "declined" | "cancelled";

/** What an answer means for that interrupt: consents and unknown ones are given or left, never declined. */
export function decisionOf({ kind }: Pick<StoredInterrupt, "kind">, answer: Answer): Decision {
  if ("cancelled" in answer) return "cancelled";
  if (answer.approved) return "approved";
  return kind === "approval" ? "declined" : "cancelled";
}

/** Whether it is too late to agree: on the page and at the server by the same rule. */
export function isExpired({ expiresAt }: Pick<StoredInterrupt, "expiresAt">, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}
