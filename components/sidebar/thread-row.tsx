"use client";
import { Archive, Hand, LoaderCircle, type LucideIcon, Pin } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { useTranslations } from "next-intl";
import { memo, useEffect, useRef, useState } from "react";
import type { ThreadSummary } from "@/lib/api/contract";
import { AgentMark } from "../agents/agent-mark";
import { useAgents } from "../agents/agents-provider";
import { addressOf } from "../chat/session";
import type { Snippet } from "../threads/thread-search";
import { cx } from "../ui/cx";
import { useToasts } from "../ui/toaster";
import { Highlighted } from "./highlighted";
import { RenameField } from "./rename-field";
import { useSidebar } from "./sidebar-context";
import { ThreadMenu } from "./thread-menu";

type Props = {
  thread: ThreadSummary;
  current: boolean;
  /** Set in search results: what was found in the conversation, or null when it was its title. */
  snippet?: Snippet | null;
};

/** A conversation in the list: its title leads to it, its menu changes it. */
export const ThreadRow = memo(function ThreadRow({ thread, current, snippet }: Props) {
  const t = useTranslations("sidebar");
  const i = useTranslations("interrupts");
  const { actions, leave, renameDraft } = useSidebar();
  const a = useTranslations("agents");
  const agents = useAgents();
  const agent = agents.find(({ id }) => id === thread.agentId) ?? null;
  // Of an agent that is gone nobody can answer any more what it asked.
  const waiting = thread.waiting && agent !== null && !thread.running;
  const toasts = useToasts();
  const [renaming, setRenaming] = useState(() => renameDraft.of(thread.id) !== null);
  const link = useRef<HTMLAnchorElement>(null);
  const backToLink = useRef(false);
  useEffect(() => {
    if (renaming || !backToLink.current) return;
    backToLink.current = false;
    link.current?.focus();
  }, [renaming]);
  // Whoever has it on screen is reading it.
  const unread = thread.unread && !current;
  const title = thread.title || t("untitled");
  const found = snippet !== undefined;

  return (
    <li
      data-testid={found ? "search-result" : "thread-item"}
      data-thread-id={thread.id}
      data-running={thread.running}
      data-unread={unread}
      className={cx(
        "group/row relative flex min-h-9 items-center rounded-lg text-sm",
        current ? "bg-accent-soft" : "hover:bg-bubble has-data-pending:bg-accent-soft",
      )}
    >
      {renaming ? (
        <RenameField
          id={thread.id}
          title={thread.title}
          label={t("renameLabel", { title })}
          onDone={(name, byKey) => {
            backToLink.current = byKey;
            setRenaming(false);
            if (name !== null) actions.rename(thread, name);
          }}
        />
      ) : (
        <>
          <Link
            ref={link}
            data-part="link"
            href={addressOf(thread.id)}
            // A request for each row that comes into sight would be one for each conversation.
            prefetch={false}
            title={title}
            aria-current={current ? "page" : undefined}
            onClick={(event) => {
              // Next would ask the browser for the page instead, and that would show its own error in place of the site.
              if (navigator.onLine) return leave();
              event.preventDefault();
              toasts.show(t("openOffline", { title }), { tone: "problem" });
            }}
            className="flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-lg py-1.5 pl-2 text-ink"
          >
            {agents.length > 1 && <AgentMark agent={agent} className="size-5 text-sm" />}
            <span className="min-w-0 flex-1">
              <span className={cx("block truncate", (unread || current) && "font-medium")}>{title}</span>
              {snippet && (
                <span className="line-clamp-2 text-xs text-muted wrap-anywhere">
                  <Highlighted {...snippet} />
                </span>
              )}
            </span>
            {/* What the heading above it says in the list. */}
            {found && thread.archived && <Mark icon={Archive} label={t("isArchived")} />}
            {found && thread.pinned && <Mark icon={Pin} label={t("groups.pinned")} />}
            {thread.running && (
              <span className="shrink-0 text-accent">
                <LoaderCircle size={15} aria-hidden="true" className="spin" />
                <span className="sr-only">{t("running")}</span>
              </span>
            )}
            {waiting && (
              <span data-testid="thread-waiting" className="shrink-0 text-accent">
                <Hand size={15} aria-hidden="true" />
                <span className="sr-only">{i("needsYou")}</span>
              </span>
            )}
            {unread && !thread.running && !waiting && (
              <span className="flex size-4 shrink-0 items-center justify-center">
                <span aria-hidden="true" className="size-2 rounded-full bg-accent" />
                <span className="sr-only">{t("unread")}</span>
              </span>
            )}
            {agents.length > 1 && (
              <span className="sr-only">{agent ? a("of", { name: agent.name }) : a("ofGone")}</span>
            )}
            <Pending />
          </Link>
          <ThreadMenu thread={thread} title={title} stays={found} onRename={() => setRenaming(true)} />
        </>
      )}
    </li>
  );
});

/** Has the row look chosen from the click on, and not only once the server has answered. */
function Pending() {
  return useLinkStatus().pending ? <span hidden data-pending="" /> : null;
}

function Mark({ icon: Icon, label }: { icon: LucideIcon; label: string }) {
  return (
    <span className="shrink-0 text-muted">
      <Icon size={13} aria-hidden="true" />
      <span className="sr-only">{label}</span>
    </span>
  );
}
