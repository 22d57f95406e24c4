"use client";
import { HttpAgent } from "@ag-ui/client";
import { type CopilotKitCoreErrorCode, CopilotKitProvider, useAgent } from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useState } from "react";
import { PERSON_HEADER } from "@/lib/api/person-header";
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

export type ChatAgent = {
  id: string;
  name: string;
  description: string | null;
  icon: string | null;
  prompts: string[];
  readOnlyTools: string[];
  /** Its microVM can be started before the message comes. */
  warm: boolean;
};
export type ChatUser = { id: string; name: string };

type Props = { agent: ChatAgent; user: ChatUser; streamMode: StreamMode };
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
export default function ChatRoot({ agent, user, streamMode }: Props) {
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
      <Gate agent={agent} user={user} streamMode={streamMode} problem={problem} restart={restart} />
    </CopilotKitProvider>
  );
}

function Gate({ agent, user, streamMode, problem, restart }: Props & { problem: Problem | null; restart: () => void }) {
  const t = useTranslations("chat");
  const { session } = useChatSession();
  const { isReady, agent: proxy } = useAgent({ agentId: agent.id, updates: NOTHING });
  const [opened, setOpened] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const { threadId } = session;
  if (isReady && !opened) setOpened(true);

  // CopilotKit has one agent object per agent id. A conversation gets it empty and at rest, or the stream of the
  // one before would go on writing into it.
  useEffect(() => {
    if (!opened) return;
    if (proxy instanceof HttpAgent) proxy.fetch = FETCH[streamMode];
    let current = true;
    void proxy.detachActiveRun().then(() => {
      if (!current) return;
      proxy.setMessages([]);
      proxy.setState({});
      proxy.threadId = threadId;
      setShown(threadId);
    });
    return () => {
      current = false;
    };
  }, [opened, proxy, threadId, streamMode]);

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
  if (shown !== threadId) return <ChatSkeleton label={t("starting")} />;
  return <ChatThread key={threadId} agent={agent} user={user} proxy={proxy} />;
}
