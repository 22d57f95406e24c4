"use client";
import type { CopilotChatView } from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { AgentPicker } from "../agents/agent-picker";
import { useAgentChoice } from "../agents/agents-provider";
import { Logo } from "../ui/logo";
import { useConversation } from "./conversation";
import { TurnNotice } from "./turn-notice";
import { TurnProblem } from "./turn-problem";

/** For an agent whose entry has none: what can be asked of any. */
const DEFAULT_PROMPTS = ["abilities", "examples"] as const;

/** The start of a conversation: who answers, and a few questions that send themselves with one click. */
export function Welcome({ input }: ComponentProps<typeof CopilotChatView.WelcomeScreen>) {
  const t = useTranslations("chat");
  const p = useTranslations("prompts");
  const a = useTranslations("agents");
  const { missed } = useAgentChoice();
  const { agent, user, turns, isClosed } = useConversation();
  const prompts = agent.prompts.length > 0 ? agent.prompts : DEFAULT_PROMPTS.map((key) => p(key));
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-4">
      <div className="mx-auto my-auto flex w-full max-w-3xl flex-col items-center py-8">
        {agent.icon ? (
          <span
            aria-hidden="true"
            className="flex size-14 items-center justify-center rounded-2xl bg-accent-soft text-3xl"
          >
            {agent.icon}
          </span>
        ) : (
          <Logo className="size-14" />
        )}
        <h1 className="mt-5 text-center text-2xl font-semibold tracking-tight text-balance text-ink sm:text-3xl">
          {user.name ? t("welcome", { name: user.name }) : t("welcomeNoName")}
        </h1>
        <div className="mt-4 flex max-w-full empty:hidden">
          <AgentPicker agent={agent} />
        </div>
        {agent.description && <p className="mt-2 max-w-xl text-center text-pretty text-muted">{agent.description}</p>}
        {missed && (
          <p
            role="alert"
            data-testid="agent-missed"
            className="mt-4 max-w-xl text-center text-sm text-pretty text-warn"
          >
            {a("missed", { name: agent.name })}
          </p>
        )}
        <div className="mt-8 w-full">
          <TurnProblem />
          <TurnNotice />
          {input}
        </div>
        <ul aria-label={t("starters")} className="mt-3 grid w-full gap-2.5 sm:grid-cols-2">
          {!isClosed &&
            prompts.map((prompt) => (
              <li key={prompt} className="flex">
                <button
                  type="button"
                  data-testid="starter-prompt"
                  onClick={() => turns.send(prompt)}
                  className="flex w-full cursor-pointer items-center rounded-xl border border-line bg-bg px-4 py-3 text-left text-sm text-ink transition-colors hover:border-line-strong hover:bg-surface"
                >
                  {prompt}
                </button>
              </li>
            ))}
        </ul>
      </div>
    </div>
  );
}
