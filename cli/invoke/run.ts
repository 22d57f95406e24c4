import { randomUUID } from "node:crypto";
import type { Interrupt, ResumeEntry } from "@ag-ui/core";
import { stopUpstream } from "../../lib/agentcore/stop";
import type { Io } from "../io";
import type { Target } from "../target";
import type { TokenSource } from "../token";
import type { Conversation } from "./conversation";
import type { Failure } from "./failure";

/** Longer than this without a byte, not even a keep-alive, and an agent is taken for lost; as on the site. */
export const SILENCE_MS = 240_000;

/** A new message, or the answer to what the agent asked at the end of the last run. */
export type RunInput = { kind: "message"; text: string } | { kind: "decision"; resume: ResumeEntry[] };

/** One thing said to an agent. */
export type Run = {
  target: Target;
  conversation: Conversation;
  input: RunInput;
  runId: string;
  token: TokenSource;
  json: boolean;
  io: Io;
};

export type RunResult = {
  /** Null when the run came to a good end or was stopped by the person. */
  failure: Failure | null;
  /** What the agent waits for at its end. */
  waiting: readonly Interrupt[];
};

export const newRunId = () => randomUUID();

/**
 * Tells the agent that nobody waits for this run any more. AgentCore does not pass a closed connection on; an agent that is called
 * directly sees it by itself, and gets the command only if it knows it.
 */
export async function stopAtAgent({ target, conversation, runId, token, io }: Run): Promise<void> {
  if (target.kind === "direct" && target.stop === "session") return;
  const stopped = await stopUpstream({
    agent: target,
    sessionId: conversation.sessionId,
    threadId: conversation.threadId,
    runId,
    token,
    mayEndSession: async () => true,
  });
  if (stopped.by === "failed") io.err("agentcore: the agent could not be told to stop; it may go on for a while.\n");
}
