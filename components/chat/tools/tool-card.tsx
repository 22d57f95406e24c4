"use client";
import {
  Calculator,
  CalendarDays,
  ChevronRight,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Clock,
  Hand,
  IdCard,
  ListChecks,
  ListPlus,
  ListTodo,
  ListX,
  LoaderCircle,
  Trash2,
  Wrench,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useId, useState } from "react";
import { cx } from "../../ui/cx";
import { ScrollRegion } from "../../ui/scroll-region";
import { RunContext } from "../messages/run-context";
import { TaskList } from "../tasks/task-list";
import {
  failureOf,
  gistOf,
  isKnownTool,
  type KnownTool,
  type Shown,
  shown,
  statusOf,
  type ToolStatus,
} from "./tool-view";

const ICONS: Record<KnownTool, typeof Wrench> = {
  current_time: Clock,
  calculate: Calculator,
  whoami: IdCard,
  add_task: ListPlus,
  complete_task: ListChecks,
  remove_task: ListX,
  delete_tasks: Trash2,
  list_tasks: ListTodo,
  connect_calendar: CalendarDays,
};
const STATUS_ICONS: Record<ToolStatus, { icon: typeof Wrench; className: string }> = {
  running: { icon: LoaderCircle, className: "text-accent spin" },
  done: { icon: CircleCheck, className: "text-ok" },
  waiting: { icon: Hand, className: "text-accent" },
  failed: { icon: CircleX, className: "text-danger" },
  declined: { icon: CircleSlash, className: "text-muted" },
  stopped: { icon: CircleDashed, className: "text-muted" },
};

export type ToolCardProps = { toolCallId: string; name: string; args: unknown; result?: string };

/** One tool call: what was called, how it stands, and unfolded what went in and what came out. */
export function ToolCard({ toolCallId, name, args, result }: ToolCardProps) {
  const t = useTranslations("tools");
  const { live, waiting } = useContext(RunContext);
  const [open, setOpen] = useState(false);
  const panel = useId();
  const now = live.has(toolCallId) ? "live" : waiting.has(toolCallId) ? "waiting" : "over";
  const status = statusOf(result, now);
  const label = isKnownTool(name) ? t(name) : t("other", { name });
  const Icon = isKnownTool(name) ? ICONS[name] : Wrench;
  const { icon: StatusIcon, className } = STATUS_ICONS[status];
  const failure = status === "failed" ? failureOf(result) : null;
  return (
    <div
      data-testid="tool-call"
      data-tool={name}
      data-status={status}
      className="my-1 overflow-hidden rounded-xl border border-line bg-surface text-sm"
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
        className="flex min-h-11 w-full cursor-pointer items-center gap-2.5 px-3.5 py-2 text-left"
      >
        <Icon size={16} aria-hidden="true" className="shrink-0 text-muted" />
        <span className={cx("truncate font-medium text-ink", isKnownTool(name) && "shrink-0")}>{label}</span>
        <span className="min-w-0 flex-1 truncate text-muted">{gistOf(name, args, result)}</span>
        <StatusIcon size={16} aria-hidden="true" className={cx("shrink-0", className)} />
        <span className={cx("shrink-0 text-xs", status === "done" ? "sr-only" : "text-muted")}>{t(status)}</span>
        <ChevronRight
          size={16}
          aria-hidden="true"
          className={cx("shrink-0 text-muted transition-transform", open && "rotate-90")}
        />
      </button>
      {failure && <p className="border-t border-line px-3.5 py-2 text-ink wrap-anywhere">{failure}</p>}
      <div id={panel} hidden={!open} className="border-t border-line bg-bg px-3.5 py-3">
        {open && (
          <>
            <Part title={t("arguments")} value={shown(args)} />
            <Part title={t("result")} value={shown(result)} />
          </>
        )}
      </div>
    </div>
  );
}

function Part({ title, value }: { title: string; value: Shown }) {
  const t = useTranslations("tools");
  // A tool's key may be one that every object has ("constructor"), for which next-intl finds what is no text.
  const named = (key: string) => !(key in Object.prototype) && t.has(`fields.${key}` as "fields.title");
  return (
    <section className="mt-3 first:mt-0" aria-label={title}>
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      {value.kind === "none" && <p className="text-muted">{t("none")}</p>}
      {value.kind === "tasks" && <TaskList tasks={value.tasks} />}
      {value.kind === "pairs" && (
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
          {value.pairs.map(([key, text]) => (
            <div key={key} className="contents">
              <dt className="text-muted">{named(key) ? t(`fields.${key}` as "fields.title") : key}</dt>
              <dd className="whitespace-pre-wrap text-ink wrap-anywhere">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {value.kind === "text" && (
        <ScrollRegion
          label={title}
          className="max-h-72 overflow-auto rounded-lg bg-surface p-3 font-mono text-xs text-ink"
        >
          <pre>
            {value.text}
            {value.cut && `\n… (${t("truncated")})`}
          </pre>
        </ScrollRegion>
      )}
    </section>
  );
}
