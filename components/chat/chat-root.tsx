"use client";
import { HttpAgent } from "@ag-ui/client";
import {
  type CopilotKitCoreErrorCode,
  CopilotKitCoreRuntimeConnectionStatus,
  CopilotKitProvider,
  useAgent,
  useCopilotKit,
} from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useState } from "react";
import { PERSON_HEADER } from "@/lib/api/person-header";
import type { ChatAgent } from "../agents/agent";
import { presence } from "../api/presence";
import { siteFetch } from "../api/site-fetch";
import { after } from "../ui/after";
import { ChatThread } from "./chat-thread";
import { type Problem, problemOfFailure } from "./problem";
import { ProblemCard } from "./problem-card";
import { type StreamMode, useChatSession } from "./session-provider";
import { ChatSkeleton } from "./skeleton";
import { TOOL_RENDERERS } from "./tools/renderers";
import { createPollFetch } from "./transport/poll-fetch";
import { createWatchedFetch } from "./transport/watched-fetch";

export type ChatUser = { id: string; name: string };

type Props = {
  /** Null while it is not known whom the conversation is with. */
  agent: ChatAgent | null;
  /** It can only be read: the person cannot use that agent (any more). */
  isClosed?: boolean;
  user: ChatUser;
  streamMode: StreamMode;
};
/** What reads the conversations of agents that are not there; no agent's id can look like it. */
const READER = "(reader)";
/** The gate waits for the agent itself; its messages concern the conversation only. */
const NOTHING: never[] = [];
const PORTS = { fetch: siteFetch, after };
const FETCH = { poll: createPollFetch(PORTS), sse: createWatchedFetch(PORTS) };
type CoreError = { error: Error; code: CopilotKitCoreErrorCode };

/**
 * CopilotKit's connection to our runtime and, once it stands, the conversation.
 *
 * The chat is mounted only when the agent is the real one: mounted earlier, CopilotChat connects twice, and what is sent
 * to the stand-in is lost (CopilotKit #5000). It then stays mounted, whatever a later `/info` says.
 */
export default function ChatRoot({ agent, isClosed = false, user, streamMode }: Props) {
  const t = useTranslations("chat");
  const [attempt, setAttempt] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const onError = useCallback(({ error, code }: CoreError) => {
    if (code !== "runtime_info_fetch_failed") return;
    const found = problemOfFailure(error, "start", new Date());
    if (found?.code === "SIGN_IN_EXPIRED") presence.ended();
    setProblem(found);
  }, []);
  const restart = useCallback(() => {
    setProblem(null);
    setAttempt((count) => count + 1);
  }, []);
  // For what CopilotKit asks by itself (`/info`); all else goes through `siteFetch`.
  const headers = useMemo(() => ({ [PERSON_HEADER]: encodeURIComponent(user.id) }), [user.id]);
  return (
    <CopilotKitProvider
      key={attempt}
      runtimeUrl="/api/copilotkit"
      headers={headers}
      useSingleEndpoint={false}
      enableInspector={false}
      renderToolCalls={TOOL_RENDERERS}
      onError={onError}
    >
      {agent ? (
        <Gate {...{ agent, user, streamMode, problem, restart }} isGone={isClosed} />
      ) : (
        <ChatSkeleton label={t("starting")} />
      )}
    </CopilotKitProvider>
  );
}

type GateProps = {
  agent: ChatAgent;
  isGone: boolean;
  user: ChatUser;
  streamMode: StreamMode;
  problem: Problem | null;
  restart: () => void;
};

function Gate({ agent, isGone, user, streamMode, problem, restart }: GateProps) {
  const t = useTranslations("chat");
  const { session } = useChatSession();
  const { threadId } = session;
  const { copilotkit } = useCopilotKit();
  const [opened, setOpened] = useState(false);
  const isConnected = copilotkit.runtimeConnectionStatus === CopilotKitCoreRuntimeConnectionStatus.Connected;
  // An agent may have been lost since the page was made; `useAgent` throws for one that `/info` does not name. To read a
  // conversation, the server does not ask for its agent: a stand-in will do that names it in its requests.
  const isClosed = isGone ? isConnected || opened : isConnected && !Object.hasOwn(copilotkit.agents, agent.id);
  const { isReady, agent: proxy } = useAgent(
    isClosed
      ? { agentId: READER, runtimeAgentId: agent.id, threadId, updates: NOTHING }
      : { agentId: agent.id, updates: NOTHING },
  );
  const [shown, setShown] = useState<string | null>(null);
  const key = `${threadId} ${agent.id} ${isClosed}`;
  if (isReady && !opened) setOpened(true);

  // CopilotKit has one agent object per agent id. A conversation gets it empty and at rest, or the stream of the
  // one before would go on writing into it.
  useEffect(() => {
    if (!opened || !isReady) return;
    if (proxy instanceof HttpAgent) proxy.fetch = FETCH[streamMode];
    let current = true;
    void proxy.detachActiveRun().then(() => {
      if (!current) return;
      proxy.setMessages([]);
      proxy.setState({});
      proxy.threadId = threadId;
      setShown(key);
    });
    return () => {
      current = false;
    };
  }, [opened, isReady, proxy, threadId, key, streamMode]);

  useEffect(() => {
    if (opened) return;
    if (problem?.code === "SIGN_IN_EXPIRED") return presence.onReturn(restart);
    if (problem?.code !== "NETWORK") return;
    window.addEventListener("online", restart);
    return () => window.removeEventListener("online", restart);
  }, [problem, opened, restart]);

  if (!opened && problem) {
    return (
      <div className="mx-auto flex w-full max-w-2xl flex-1 flex-col justify-center p-4">
        <ProblemCard
          problem={problem}
          agent={agent}
          onTryAgain={restart}
          signInAgainAt={session.published ? session.pathname : "/"}
        />
      </div>
    );
  }
  if (shown !== key) return <ChatSkeleton label={t("starting")} />;
  return <ChatThread key={key} agent={agent} isClosed={isClosed} user={user} proxy={proxy} />;
}
