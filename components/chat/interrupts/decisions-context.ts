"use client";
import type { Message } from "@copilotkit/react-core/v2";
import { createContext, useMemo } from "react";
import type { DecisionView, ThreadView } from "@/lib/api/contract";
import { decisionsByHost } from "./decisions";

/** What was answered to the agent by the message that shows it. */
export const DecisionsContext = createContext<ReadonlyMap<string, DecisionView[]>>(new Map());

/** The same map for as long as it says the same, as with `useAnswers`. */
export function useDecisions(messages: readonly Message[], made: ThreadView["decisions"]) {
  const key = useMemo(() => JSON.stringify([...decisionsByHost(messages, made)]), [messages, made]);
  return useMemo(() => new Map(JSON.parse(key) as [string, DecisionView[]][]), [key]);
}
