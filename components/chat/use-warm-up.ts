"use client";
import { useEffect, useMemo } from "react";
import { presence } from "../api/presence";
import { after } from "../ui/after";
import { warmThread } from "./thread-calls";
import { createWarmUp } from "./warm-up";

/** Who looks through conversations for one does not stay in the others for so long. */
const STAYS_MS = 1_000;

const NOTHING = { soon: () => undefined, look: () => undefined };

/**
 * Has the agent's microVM started before the person sends: when they have opened a conversation, and when they touch the composer.
 * Not for the empty page of a new chat alone, where a person may only be on their way to another.
 *
 * @param opened it is a conversation that the server has
 * @returns to be called when the person is about to write
 */
export function useWarmUp(agent: { id: string; warm: boolean }, threadId: string, opened: boolean): () => void {
  const { id, warm } = agent;
  const warmUp = useMemo(() => {
    if (!warm) return NOTHING;
    return createWarmUp({
      ask: () => void warmThread(threadId, id),
      mayAsk: () => document.visibilityState === "visible" && navigator.onLine && presence.getState() === "here",
      now: () => performance.now(),
    });
  }, [id, warm, threadId]);
  useEffect(() => {
    if (opened) return after(STAYS_MS, warmUp.soon);
  }, [opened, warmUp]);
  useEffect(() => {
    document.addEventListener("visibilitychange", warmUp.look);
    window.addEventListener("online", warmUp.look);
    return () => {
      document.removeEventListener("visibilitychange", warmUp.look);
      window.removeEventListener("online", warmUp.look);
    };
  }, [warmUp]);
  return warmUp.soon;
}
