import type { Agent } from "../agentcore/registry";
import { mayWait } from "../interrupts/pending";
import type { Thread } from "../threads/threads";
import type { Placed } from "./place-turn";
import type { Resuming } from "./resume";
import type { Run } from "./run-store";

export type SessionChoice = {
  /** Of the AgentCore session that the run goes to. */
  generation: number;
  /** Of the thread from then on. */
  ofThread: number;
  /** The agent has the conversation in its own memory there, and needs what is new only. */
  remembers: boolean;
};

/**
 * Chooses the AgentCore session of a run. An answer goes where it is waited for, also when the thread has left that session
 * for another branch; everything else goes to the thread's, or to a new one where the agent would not understand it: it
 * remembers another conversation, or waits for an answer there.
 *
 * @param runs of the thread so far, newest first
 */
export function whichSession(params: {
  agent: Pick<Agent, "history">;
  thread: Pick<Thread, "generation" | "agentHeadId">;
  runs: readonly Run[];
  question: Placed["question"];
  resuming: Resuming | null;
}): SessionChoice {
  const { agent, thread, runs, question, resuming } = params;
  const keeps = agent.history === "last";
  if (resuming) return { generation: resuming.asked.generation, ofThread: thread.generation, remembers: keeps };
  const waits = mayWait(runs, thread.generation);
  const remembers = keeps && !waits && question !== null && knowsOf(thread, question.parentId);
  const startsOver = waits || (keeps && !remembers && runs.length > 0);
  const generation = thread.generation + (startsOver ? 1 : 0);
  return { generation, ofThread: generation, remembers };
}

/** Whether an agent with a memory of its own knows the conversation up to there, and no further. */
function knowsOf(thread: Pick<Thread, "agentHeadId">, messageId: string | null): boolean {
  return messageId !== null && thread.agentHeadId === messageId;
}
