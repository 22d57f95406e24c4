import type { Tool } from "@strands-agents/sdk";
import type { Logger } from "../log.ts";
import { calculate, calculateSpec } from "./calculate.ts";
import { calendarSpec, connectCalendar } from "./calendar.ts";
import { defineTool } from "./define.ts";
import { addTask, completeTask, deleteTasks, removeTask, type Task, taskSpecs, tasksIn } from "./tasks.ts";
import { timeIn, timeSpec } from "./time.ts";
import { whoami, whoamiSpec } from "./whoami.ts";

/** What the tools may know of, and change in, the run that calls them. */
export type ToolScope = {
  /** The caller's access token, for this request only. */
  token: string | undefined;
  /** AG-UI shared state. Replaced as a whole by a change, never mutated. */
  state: Record<string, unknown>;
  /** Whether somebody can be asked something and answer it. */
  canAsk: boolean;
};

export type ToolOptions = {
  /** Where the demo's calendar asks for consent; without it there is no such tool. */
  consentUrl?: string;
};

/** Tools that change the shared state: after each, the client is sent the new one. */
export const STATE_TOOLS = [taskSpecs.add.name, taskSpecs.complete.name, taskSpecs.remove.name, taskSpecs.delete.name];

/**
 * The agent's tools.
 *
 * @param scope gives the run that is on. Tools are built for one run each, so what one person's run may see cannot reach
 *   another's; through a global, or an async context lost in a library, it could.
 */
export function createTools(
  log: Logger,
  scope: () => ToolScope,
  { consentUrl }: ToolOptions = {},
  now: () => number = Date.now,
): Tool[] {
  const change = <Result extends { tasks: Task[] }>(edit: (tasks: Task[]) => Result) => {
    const current = scope();
    const result = edit(tasksIn(current.state));
    current.state = { ...current.state, tasks: result.tasks };
    return result;
  };
  return [
    defineTool(log, timeSpec, ({ timeZone }) => timeIn(timeZone ?? "UTC", now())),
    defineTool(log, calculateSpec, ({ expression }) => calculate(expression)),
    defineTool(log, whoamiSpec, () => whoami(scope().token)),
    defineTool(log, taskSpecs.add, ({ title }) => change((tasks) => addTask(tasks, title))),
    defineTool(log, taskSpecs.complete, ({ task }) => change((tasks) => completeTask(tasks, task))),
    defineTool(log, taskSpecs.remove, ({ task }) => change((tasks) => removeTask(tasks, task))),
    defineTool(log, taskSpecs.delete, ({ which }) => change((tasks) => deleteTasks(tasks, which))),
    defineTool(log, taskSpecs.list, () => ({ tasks: tasksIn(scope().state) })),
    ...(consentUrl
      ? [defineTool(log, calendarSpec, (_, context) => connectCalendar(consentUrl, scope().canAsk, context))]
      : []),
  ];
}
