import { randomUUID } from "node:crypto";
import { stopUpstream } from "../../lib/agentcore/stop";
import type { Io } from "../io";
import type { Target } from "../target";
import type { TokenSource } from "../token";
import type { Conversation } from "./conversation";
import type { Failure } from "./failure";

/** Longer than this without a byte, not even a keep-alive, and an agent is taken for lost; as on the site. */
export const SILENCE_MS = 240_000;

/** One thing said to an agent. */
export type Run = {
  target: Target;
  conversation: Conversation;
  message: string;
  runId: string;
  token: TokenSource;
  json: boolean;
  io: Io;
};

/** Null when the run came to a good end or was stopped by the person. */
export type RunResult = Failure | null;

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
