"use client";
import { PanelLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useCurrentAgent } from "../agents/agents-provider";
import { useChatSession } from "../chat/session-provider";
import { NewChatButton } from "../sidebar/new-chat-button";
import { IconButton } from "../ui/icon-button";
import { Logo } from "../ui/logo";
import type { Theme } from "./theme";
import { UserMenu } from "./user-menu";

export type HeaderProps = {
  user: { name: string; email: string | null };
  theme: Theme;
  sidebar: { shown: boolean; toggle: () => void; button: RefObject<HTMLButtonElement | null> };
  inert: boolean;
};

/** The bar above all pages of the chat: the sidebar's button, home, the agent, and the person's menu. */
export function AppHeader({ user, theme, sidebar, inert }: HeaderProps) {
  const t = useTranslations("nav");
  const s = useTranslations("sidebar");
  const app = useTranslations("app");
  const { startNew } = useChatSession();
  const { agent } = useCurrentAgent();
  return (
    <header
      inert={inert}
      className="z-30 flex h-14 shrink-0 items-center gap-2 border-b border-line bg-bg px-2 sm:gap-3 sm:px-3"
    >
      <IconButton
        ref={sidebar.button}
        data-testid="sidebar-toggle"
        label={sidebar.shown ? s("hide") : s("show")}
        aria-expanded={sidebar.shown}
        aria-controls="sidebar"
        onClick={sidebar.toggle}
        className="size-9"
      >
        <PanelLeft size={18} aria-hidden="true" />
      </IconButton>
      <a
        href="/"
        aria-label={t("home")}
        className="flex shrink-0 items-center gap-2.5 rounded-lg p-1"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          startNew();
        }}
      >
        <Logo className="size-7" />
        <span className="hidden font-semibold tracking-tight text-ink sm:block">{app("name")}</span>
      </a>
      {agent && (
        <p className="flex min-w-0 flex-1 items-center gap-2 text-sm text-muted sm:border-l sm:border-line sm:pl-3">
          <span className="sr-only">{t("agent")}: </span>
          {agent.icon && <span aria-hidden="true">{agent.icon}</span>}
          <span className="truncate" data-testid="agent-name">
            {agent.name}
          </span>
        </p>
      )}
      <nav className="ml-auto flex items-center gap-2" aria-label={t("banner")}>
        {/* The sidebar has its own. */}
        {!sidebar.shown && <NewChatButton onClick={startNew} compact />}
        <UserMenu user={user} theme={theme} />
      </nav>
    </header>
  );
}
