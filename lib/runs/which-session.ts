import type { Agent } from "../agentcore/registry";
import { mayWait } from "../interrupts/pending";
import { memoryOf } from "./agents-memory";
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
export function whichSession({
  agent,
  resuming,
  ...turn
}: Parameters<typeof memoryOf>[1] & {
  agent: Pick<Agent, "protocol" | "history">;
  runs: readonly Run[];
  resuming: Resuming | null;
}): SessionChoice {
  const { thread, runs } = turn;
  if (resuming)
    return {
      generation: resuming.asked.generation,
      ofThread: thread.generation,
      remembers: agent.history === "last",
    };
  const { remembers, startsOver } = memoryOf(agent, turn);
  const waits = mayWait(runs, thread.generation);
  const generation = thread.generation + (waits || startsOver ? 1 : 0);
  return { generation, ofThread: generation, remembers: remembers && !waits };
}
