"use client";
import { UseAgentUpdate, useAgent } from "@copilotkit/react-core/v2";
import { ListTodo, PanelRightClose, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState, useSyncExternalStore } from "react";
import { IconButton } from "../../ui/icon-button";
import { TaskList } from "./task-list";
import { type Task, tasksIn } from "./tasks";

const UPDATES = [UseAgentUpdate.OnStateChanged];

/** The conversation's task list, as the agent keeps it, beside the chat. Where there is no room: `TaskBar`. */
export function TaskPanel() {
  const tasks = useTasks();
  const wide = useIsWide();
  return wide && tasks.length > 0 ? <Side tasks={tasks} /> : null;
}

function useTasks(): Task[] {
  // That of the chat around this, which may be a stand-in for one that is gone.
  const { agent: proxy } = useAgent({ updates: UPDATES });
  return tasksIn(proxy.state);
}

function Side({ tasks }: { tasks: Task[] }) {
  const t = useTranslations("tasks");
  const [open, setOpen] = useState(true);
  if (!open) {
    return (
      <div className="relative">
        <div className="absolute top-3 right-3 z-20">
          <OpenButton tasks={tasks} onClick={() => setOpen(true)} />
        </div>
      </div>
    );
  }
  return (
    <aside
      data-testid="task-panel"
      aria-label={t("title")}
      className="flex w-72 shrink-0 flex-col border-l border-line bg-surface"
    >
      <Head tasks={tasks}>
        <IconButton label={t("hide")} onClick={() => setOpen(false)}>
          <PanelRightClose size={16} aria-hidden="true" />
        </IconButton>
      </Head>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 text-sm">
        <TaskList tasks={tasks} />
      </div>
    </aside>
  );
}

/** Above the conversation, not over it. */
export function TaskBar() {
  const tasks = useTasks();
  const wide = useIsWide();
  return wide || tasks.length === 0 ? null : <Sheet tasks={tasks} />;
}

function Sheet({ tasks }: { tasks: Task[] }) {
  const t = useTranslations("tasks");
  const dialog = useRef<HTMLDialogElement>(null);
  // The browser's own modal dialog: focus, Escape and an inert page come with it, and no style of its own that a strict
  // Content-Security-Policy would refuse.
  return (
    <>
      <div className="flex justify-end border-b border-line px-3 py-1.5">
        <OpenButton tasks={tasks} onClick={() => dialog.current?.showModal()} />
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the keyboard has Escape */}
      <dialog
        ref={dialog}
        aria-label={t("title")}
        className="sheet"
        onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      >
        <div data-testid="task-panel" className="flex max-h-[70dvh] flex-col">
          <Head tasks={tasks}>
            {/* No tooltip: it would lie below the dialog, and take the first Escape for itself. */}
            <button
              type="button"
              aria-label={t("close")}
              onClick={() => dialog.current?.close()}
              className="-mr-2 flex size-10 cursor-pointer items-center justify-center rounded-md text-muted hover:text-ink"
            >
              <X size={18} aria-hidden="true" />
            </button>
          </Head>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 text-sm">
            <TaskList tasks={tasks} />
          </div>
        </div>
      </dialog>
    </>
  );
}

function OpenButton({ tasks, onClick }: { tasks: Task[]; onClick: () => void }) {
  const t = useTranslations("tasks");
  const counts = countsOf(tasks);
  return (
    <button
      type="button"
      data-testid="open-tasks"
      aria-label={t("open", counts)}
      onClick={onClick}
      className="flex min-h-9 cursor-pointer items-center gap-2 rounded-full border border-line bg-raised px-3 text-sm font-medium whitespace-nowrap text-ink shadow-sm transition-colors hover:bg-surface"
    >
      <ListTodo size={16} aria-hidden="true" />
      {counts.done}/{counts.total}
    </button>
  );
}

function Head({ tasks, children }: { tasks: Task[]; children: React.ReactNode }) {
  const t = useTranslations("tasks");
  return (
    <div className="flex items-center gap-2 px-4 pt-3 pb-2">
      <h2 className="text-sm font-semibold text-ink">{t("title")}</h2>
      <p className="flex-1 text-xs text-muted">{t("progress", countsOf(tasks))}</p>
      {children}
    </div>
  );
}

function countsOf(tasks: Task[]) {
  return { done: tasks.filter((task) => task.done).length, total: tasks.length };
}

const WIDE = "(min-width: 64rem)";

function useIsWide(): boolean {
  const [query] = useState(() => window.matchMedia(WIDE));
  return useSyncExternalStore(
    (listener) => {
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => query.matches,
    () => true,
  );
}
