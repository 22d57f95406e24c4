"use client";
import { SquarePen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useChatSession } from "../chat/session-provider";
import { Logo } from "../ui/logo";
import type { Theme } from "./theme";
import { UserMenu } from "./user-menu";

type Props = {
  user: { name: string; email: string | null };
  theme: Theme;
  agent: { name: string; icon: string | null } | null;
};

export function AppHeader({ user, theme, agent }: Props) {
  const t = useTranslations("nav");
  const app = useTranslations("app");
  const { startNew } = useChatSession();
  return (
    <header className="z-30 flex h-14 shrink-0 items-center gap-3 border-b border-line bg-bg px-3 sm:px-4">
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
        <button
          type="button"
          data-testid="new-chat"
          onClick={startNew}
          className="inline-flex min-h-9 cursor-pointer items-center gap-2 rounded-lg border border-line px-2.5 text-sm font-medium text-ink transition-colors hover:bg-surface"
        >
          <SquarePen size={16} aria-hidden="true" />
          <span className="sr-only sm:not-sr-only">{t("newChat")}</span>
        </button>
        <UserMenu user={user} theme={theme} />
      </nav>
    </header>
  );
}
