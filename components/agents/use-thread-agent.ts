"use client";
import { useEffect } from "react";
import type { ThreadSummary } from "@/lib/api/contract";
import { api } from "../api/request";
import { after } from "../ui/after";
import { useAgentChoice } from "./agents-provider";

const AGAIN_MS = 3_000;
/** No agent has it: what there is not is shown to be missing by the conversation itself. */
const NO_AGENT = "-";

/**
 * Asks which agent a conversation is with that is opened without its page having said so: by Back, after a reload, to one that
 * was begun on the page of new chats.
 *
 * @param threadId null when there is nothing to ask
 */
export function useThreadAgent(threadId: string | null): void {
  const { learn } = useAgentChoice();
  useEffect(() => {
    if (threadId === null) return;
    let current = true;
    let cancel: (() => void) | undefined;
    const ask = async () => {
      const result = await api<ThreadSummary>(`/api/threads/${threadId}`);
      if (!current) return;
      if (result.ok) learn(threadId, result.value.agentId);
      else if (result.error.code === "NOT_FOUND") learn(threadId, NO_AGENT);
      else cancel = after((result.error.retryAfter ?? 0) * 1_000 || AGAIN_MS, () => void ask());
    };
    // A page that says it does so at once, and then nobody has to be asked.
    cancel = after(0, () => void ask());
    return () => {
      current = false;
      cancel?.();
    };
  }, [threadId, learn]);
}
