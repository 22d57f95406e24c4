import { afterEach, beforeEach, expect, vi } from "vitest";
import type { ThreadView } from "@/lib/api/contract";
import { events, type Stage, said, stage, stored, user } from "./turns.fixture";

/** The stage of the test that is on: a new chat's, unless another one was opened. */
export let s: Stage;

/** Opens another stage. @param explicit for a conversation that the server knows */
export function open(explicit = false): void {
  s?.detach();
  s = stage(explicit);
}

export const idle = () => vi.waitFor(() => expect(s.turns.getState().phase).toBe("idle"));
export const state = () => s.turns.getState();

/** A conversation with one question and its answer. */
export const [q, a] = [user("q", "question"), said("a", "answer")];

/** Opens a conversation as it is loaded. */
export async function load(messages = [q, a], view: Partial<ThreadView> = {}): Promise<void> {
  open(true);
  s.agent.connects = [events(stored(messages, view))];
  await s.agent.connectAgent();
  await idle();
  s.log.length = 0;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  open();
});
afterEach(() => {
  s.detach();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
