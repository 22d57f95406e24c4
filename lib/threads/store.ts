import "server-only";
import type { Message } from "@ag-ui/core";
import type { LiveRun } from "../runs/live-run";

/** A conversation of one person with one agent. */
export type Thread = {
  id: string;
  userId: string;
  agentId: string;
  /** Counts the AgentCore sessions that this conversation has left behind. */
  generation: number;
  messages: Message[];
  state: unknown;
  live: LiveRun | null;
  /** The agent is being told that an earlier run is over; the next one waits for that. Never rejects. */
  settling: Promise<void>;
  usedAt: number;
};

/** Conversations are kept in this process's memory, so they must not fill it: the longest unused ones go first. */
const MAX_THREADS = 5_000;
const MAX_THREADS_PER_USER = 200;

const THREADS = Symbol.for("agentcore-chat.threads");
type Holder = { [THREADS]?: Map<string, Thread> };

function threads(): Map<string, Thread> {
  const holder = globalThis as Holder;
  holder[THREADS] ??= new Map();
  return holder[THREADS];
}

/** The person's own thread. Somebody else's is the same as none: null. */
export function findThread(userId: string, threadId: string): Thread | null {
  const thread = threads().get(threadId);
  if (thread?.userId !== userId) return null;
  thread.usedAt = Date.now();
  return thread;
}

/** Nobody has a thread of that id. */
export function isFree(threadId: string): boolean {
  return !threads().has(threadId);
}

/**
 * The person's thread, made now if the id is new.
 *
 * @returns null when the id is somebody else's, or the thread belongs to another agent: to this person it does not exist
 */
export function findOrCreateThread(userId: string, threadId: string, agentId: string): Thread | null {
  const known = threads().get(threadId);
  if (known) return known.userId === userId && known.agentId === agentId ? findThread(userId, threadId) : null;
  makeRoom(userId);
  const thread: Thread = {
    id: threadId,
    userId,
    agentId,
    generation: 0,
    messages: [],
    state: {},
    live: null,
    settling: Promise.resolve(),
    usedAt: Date.now(),
  };
  threads().set(threadId, thread);
  return thread;
}

function makeRoom(userId: string): void {
  const all = [...threads().values()];
  const own = all.filter((thread) => thread.userId === userId);
  if (own.length >= MAX_THREADS_PER_USER) dropOldest(own);
  else if (all.length >= MAX_THREADS) dropOldest(all);
}

function dropOldest(candidates: Thread[]): void {
  const idle = candidates.filter((thread) => !thread.live || thread.live.done());
  const oldest = idle.reduce<Thread | null>(
    (best, thread) => (best && best.usedAt <= thread.usedAt ? best : thread),
    null,
  );
  if (oldest) threads().delete(oldest.id);
}
