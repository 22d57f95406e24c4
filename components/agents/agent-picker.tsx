"use client";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { cx } from "../ui/cx";
import type { ChatAgent } from "./agent";
import { AgentList } from "./agent-list";
import { AgentMark } from "./agent-mark";
import { useAgentChoice, useAgents } from "./agents-provider";

/** Set when an agent was chosen: another one is another conversation, and this button another button, which takes the focus over. */
let keepFocus = false;

/** Whom a new conversation is with, and the way to choose somebody else. Nothing where there is nothing to choose. */
export function AgentPicker({ agent }: { agent: ChatAgent }) {
  const t = useTranslations("agents");
  const agents = useAgents();
  const { choose } = useAgentChoice();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (keepFocus) trigger.current?.focus({ preventScroll: true });
    keepFocus = false;
  }, []);
  if (agents.length < 2) return null;
  const pick = (id: string) => {
    setOpen(false);
    keepFocus = id !== agent.id;
    choose(id);
    // An address that names another agent would choose that one again after a reload.
    if (window.location.search) window.history.replaceState(null, "", window.location.pathname);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          ref={trigger}
          type="button"
          data-testid="agent-picker"
          aria-label={t("current", { name: agent.name })}
          className="inline-flex min-h-10 max-w-full cursor-pointer items-center gap-2 rounded-full border border-line bg-bg py-1 pr-3 pl-2.5 text-sm font-medium text-ink transition-colors hover:border-line-strong hover:bg-surface data-[state=open]:border-accent"
        >
          <AgentMark agent={agent} className="size-6 text-lg" />
          <span className="truncate">{agent.name}</span>
          <ChevronDown size={16} aria-hidden="true" className={cx("shrink-0 text-muted", open && "rotate-180")} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="center"
          sideOffset={8}
          collisionPadding={12}
          aria-label={t("choose")}
          data-testid="agent-menu"
          className="z-50 flex max-h-[min(28rem,var(--radix-popover-content-available-height))] w-[min(24rem,calc(100vw-1.5rem))] flex-col rounded-xl border border-line bg-raised p-1.5 text-sm shadow-lg"
        >
          <AgentList agents={agents} current={agent.id} onPick={pick} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
