"use client";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useCallback, useContext, useLayoutEffect, useMemo, useState } from "react";
import { useChatSession } from "../chat/session-provider";
import { type ChatAgent, formerAgent } from "./agent";
import { readLastAgent, writeLastAgent } from "./last-agent";

type Choice = {
  /** Whom a new conversation is with; null for somebody who may use no agent. */
  chosen: ChatAgent | null;
  /** Has new conversations be with that agent, from now on and the next time too. */
  choose: (agentId: string) => void;
  /** The same for this page only, as an address may say it. */
  prefer: (agentId: string) => void;
  /** The address names an agent that there is not, or not for this person: it is said, and another one stands in. */
  missed: boolean;
  /** Which agent a conversation is with; null when that is not known here. */
  agentOf: (threadId: string) => string | null;
  /** Learns it, or (null) that the conversation never came to be. */
  learn: (threadId: string, agentId: string | null) => void;
};

const NO_AGENTS: readonly ChatAgent[] = [];
const NOTHING: Choice = {
  chosen: null,
  choose: () => undefined,
  prefer: () => undefined,
  missed: false,
  agentOf: () => null,
  learn: () => undefined,
};
// Two, since every row of the list has to know the agents, and is not to be rendered again with each conversation that is opened.
const AgentsContext = createContext(NO_AGENTS);
const ChoiceContext = createContext(NOTHING);

type Props = { userId: string; agents: readonly ChatAgent[]; children: ReactNode };

/** Holds which agents the person may use, which one new conversations are with, and which one each opened one is with. */
export function AgentsProvider({ userId, agents, children }: Props) {
  const [picked, setPicked] = useState<string | null>(null);
  const [missed, setMissed] = useState(false);
  const [threads, setThreads] = useState<ReadonlyMap<string, string>>(() => new Map());
  // Before paint, and once: what another tab chooses meanwhile must not change the conversation that is about to begin here.
  useLayoutEffect(() => setPicked((before) => before ?? readLastAgent(userId)), [userId]);

  const has = useCallback((agentId: string) => agents.some(({ id }) => id === agentId), [agents]);
  const prefer = useCallback(
    (agentId: string) => {
      setMissed(!has(agentId));
      if (has(agentId)) setPicked(agentId);
    },
    [has],
  );
  const choose = useCallback(
    (agentId: string) => {
      setMissed(false);
      setPicked(agentId);
      writeLastAgent(userId, agentId);
    },
    [userId],
  );
  const learn = useCallback((threadId: string, agentId: string | null) => {
    setThreads((before) => {
      if ((before.get(threadId) ?? null) === agentId) return before;
      const after = new Map(before);
      if (agentId === null) after.delete(threadId);
      else after.set(threadId, agentId);
      return after;
    });
  }, []);
  const chosen = agents.find(({ id }) => id === picked) ?? agents[0] ?? null;
  const choice = useMemo(
    () => ({ chosen, choose, prefer, missed, learn, agentOf: (threadId: string) => threads.get(threadId) ?? null }),
    [chosen, choose, prefer, missed, learn, threads],
  );
  return (
    <AgentsContext.Provider value={agents}>
      <ChoiceContext.Provider value={choice}>{children}</ChoiceContext.Provider>
    </AgentsContext.Provider>
  );
}

/** The agents that the person may use. */
export const useAgents = (): readonly ChatAgent[] => useContext(AgentsContext);

export const useAgentChoice = (): Choice => useContext(ChoiceContext);

/**
 * The agent of the conversation on screen: a stored one's own, whatever is chosen for new ones. `isGone` when the person
 * cannot use it (any more). Null as long as it is not known, and for a new conversation of somebody who may use none.
 */
export function useCurrentAgent(): { agent: ChatAgent | null; isGone: boolean } {
  const t = useTranslations("agents");
  const agents = useAgents();
  const { chosen, agentOf } = useAgentChoice();
  const { session } = useChatSession();
  const id = agentOf(session.threadId);
  const name = t("former");
  return useMemo(() => {
    if (id === null) return { agent: session.explicit ? null : chosen, isGone: false };
    const found = agents.find((agent) => agent.id === id);
    return { agent: found ?? formerAgent(id, name), isGone: found === undefined };
  }, [id, agents, chosen, session.explicit, name]);
}
