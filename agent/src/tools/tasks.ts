import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ToolFailure } from "./define.ts";

const MAX_TASKS = 200;
const MAX_TITLE = 200;

const taskSchema = z.object({ id: z.string().min(1), title: z.string(), done: z.boolean() });
export type Task = z.output<typeof taskSchema>;

const reference = z.string().min(1).describe("The task's id, or its title");

export const taskSpecs = {
  add: {
    name: "add_task",
    description: "Adds one task to the person's task list.",
    inputSchema: z.object({ title: z.string().trim().min(1).max(MAX_TITLE).describe("What is to be done") }),
  },
  complete: {
    name: "complete_task",
    description: "Marks a task of the list as done.",
    inputSchema: z.object({ task: reference }),
  },
  remove: {
    name: "remove_task",
    description: "Removes a task from the list.",
    inputSchema: z.object({ task: reference }),
  },
  delete: {
    name: "delete_tasks",
    description: "Deletes all finished tasks of the list, or all tasks, for good.",
    inputSchema: z.object({ which: z.enum(["finished", "all"]).describe("Which tasks to delete") }),
    needsApproval: true,
  },
  list: { name: "list_tasks", description: "Lists the person's tasks.", inputSchema: z.object({}) },
};

/** The tasks in a shared state. State comes from a client: what is not a task is left out, the rest is kept. */
export function tasksIn(state: unknown): Task[] {
  const list = typeof state === "object" && state !== null && "tasks" in state ? state.tasks : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const parsed = taskSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

/** @throws ToolFailure LIMIT when the list is full */
export function addTask(tasks: Task[], title: string): { task: Task; tasks: Task[] } {
  if (tasks.length >= MAX_TASKS) throw new ToolFailure("LIMIT", `The list is full: it holds ${MAX_TASKS} tasks.`);
  const task = { id: randomUUID().slice(0, 8), title, done: false };
  return { task, tasks: [...tasks, task] };
}

/** @throws ToolFailure NOT_FOUND, AMBIGUOUS */
export function completeTask(tasks: Task[], wanted: string): { task: Task; tasks: Task[] } {
  // An open task is meant before a done one of the same name.
  const found = find(tasks, wanted, (task) => !task.done);
  const task = { ...found, done: true };
  return { task, tasks: tasks.map((t) => (t.id === found.id ? task : t)) };
}

/** @throws ToolFailure NOT_FOUND, AMBIGUOUS */
export function removeTask(tasks: Task[], wanted: string): { task: Task; tasks: Task[] } {
  const task = find(tasks, wanted, () => true);
  return { task, tasks: tasks.filter((t) => t.id !== task.id) };
}

/** The list without the finished tasks, or without any. That there are none to delete is no failure. */
export function deleteTasks(tasks: Task[], which: "finished" | "all"): { deleted: Task[]; tasks: Task[] } {
  const goes = (task: Task) => which === "all" || task.done;
  return { deleted: tasks.filter(goes), tasks: tasks.filter((task) => !goes(task)) };
}

/** By id, else by title: the same, then a part of it. Two that fit equally are not guessed between. */
function find(tasks: Task[], wanted: string, preferred: (task: Task) => boolean): Task {
  const key = fold(wanted);
  const tiers = [
    tasks.filter((t) => t.id === wanted),
    tasks.filter((t) => fold(t.title) === key),
    tasks.filter((t) => fold(t.title).includes(key)),
  ];
  const matches = tiers.find((tier) => tier.length > 0) ?? [];
  const favoured = matches.filter(preferred);
  const [only, another] = favoured.length > 0 ? favoured : matches;
  if (!only) throw new ToolFailure("NOT_FOUND", `There is no task “${wanted}” on the list.`);
  if (another)
    throw new ToolFailure("AMBIGUOUS", `More than one task fits “${wanted}”. Name it by its whole title or id.`);
  return only;
}

const fold = (text: string) => text.normalize("NFKC").trim().toLowerCase();
