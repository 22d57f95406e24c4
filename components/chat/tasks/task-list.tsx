"use client";
import { Circle, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Task } from "./tasks";

export function TaskList({ tasks }: { tasks: Task[] }) {
  const t = useTranslations("tasks");
  return (
    <ul className="flex flex-col gap-0.5">
      {tasks.map((task) => (
        <li key={task.id} data-done={task.done} className="relative flex items-start gap-2.5 py-1">
          {task.done ? (
            <CircleCheck size={17} aria-hidden="true" className="mt-0.5 shrink-0 text-ok" />
          ) : (
            <Circle size={17} aria-hidden="true" className="mt-0.5 shrink-0 text-muted" />
          )}
          <span className="sr-only">{task.done ? t("doneMark") : t("openMark")}: </span>
          <span className={task.done ? "text-muted line-through wrap-anywhere" : "text-ink wrap-anywhere"}>
            {task.title}
          </span>
        </li>
      ))}
    </ul>
  );
}
