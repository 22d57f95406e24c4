import type { Agent } from "../agentcore/registry";
import type { StoredMessage } from "../threads/messages";
import type { Thread } from "../threads/threads";
import { pathTo } from "../threads/tree";
import type { Placed } from "./place-turn";
import type { Run } from "./run-store";

/** What an agent's own memory is worth for a turn. */
export type Memory = {
  /** It needs the new message only. */
  remembers: boolean;
  /** Its AgentCore session holds what is not said any more: the conversation goes on in another one. */
  startsOver: boolean;
};

type Turn = {
  thread: Pick<Thread, "generation" | "agentHeadId">;
  placed: Placed;
  /** The messages of all branches and the runs before this one. */
  nodes: readonly Pick<StoredMessage, "id" | "parentId" | "position" | "role" | "runId">[];
  runs: readonly Pick<Run, "id" | "generation" | "baseMessageId" | "status">[];
};

/**
 * What an agent has of the conversation when a turn begins.
 *
 * One that can be sent the whole history is only believed to remember what it has certainly seen. A runtime of the HTTP
 * protocol takes one message: whatever else it knows, it knows by its session, so it stays there as long as that
 * holds no answer that is gone from the branch. A call that failed is no reason to forget everything before it.
 */
export function memoryOf(agent: Pick<Agent, "protocol" | "history">, turn: Turn): Memory {
  const { thread, placed, runs } = turn;
  if (agent.protocol === "http") return { remembers: true, startsOver: !sessionFits(turn) };
  if (agent.history === "full") return { remembers: false, startsOver: false };
  const parentId = placed.question?.parentId ?? null;
  const remembers = parentId !== null && thread.agentHeadId === parentId;
  return { remembers, startsOver: !remembers && runs.length > 0 };
}

/** Whether all that was said in the thread's present session is on the branch that goes on. */
function sessionFits({ thread, placed, nodes, runs }: Turn): boolean {
  const end = placed.question ? placed.question.parentId : placed.baseMessageId;
  const branch = new Set(pathTo(nodes, end).map((node) => node.id));
  return runs
    .filter((run) => run.generation === thread.generation)
    .every((run) => {
      const answer = nodes.filter((node) => node.runId === run.id && node.role !== "user");
      if (answer.length === 0) return true;
      // Half an answer that is tried again may be off the branch; its question is the same.
      return branch.has(run.baseMessageId) && (run.status !== "completed" || answer.every(({ id }) => branch.has(id)));
    });
}
