import { type Task, tasksIn } from "../tasks/tasks";

export const KNOWN_TOOLS = [
  "current_time",
  "calculate",
  "whoami",
  "add_task",
  "complete_task",
  "remove_task",
  "delete_tasks",
  "list_tasks",
  "connect_calendar",
] as const;
export type KnownTool = (typeof KNOWN_TOOLS)[number];

export type ToolStatus = "running" | "waiting" | "done" | "failed" | "declined" | "stopped";

/** A tool's input or result, ready to be shown: tasks as such, pairs for a flat object, text for everything else. */
export type Shown =
  | { kind: "none" }
  | { kind: "tasks"; tasks: Task[] }
  | { kind: "pairs"; pairs: [string, string][] }
  | { kind: "text"; text: string; cut: boolean };

/** Characters of an input or result that are shown; a whole table of a database would freeze the page. */
const MAX_SHOWN = 20_000;
const MAX_PAIRS = 12;

/** Codes of a call that did not run since a person declined it, or closed the question (agent/src/interrupts/approval.ts). */
const NOT_WANTED: ReadonlySet<unknown> = new Set(["DECLINED", "CANCELLED"]);

export function isKnownTool(name: string): name is KnownTool {
  return KNOWN_TOOLS.some((known) => known === name);
}

/**
 * How a call stands. A tool says that it failed with `{"error": …}`; the site answers calls that were cut short the same
 * way, with the word for why. What a person did not want is no failure: our agent's codes for that are told apart.
 *
 * @param result the tool message's content, or undefined while there is none
 * @param now `live` while the run that made the call is still on, `waiting` while the person is asked about it
 */
export function statusOf(result: string | undefined, now: "live" | "waiting" | "over"): ToolStatus {
  if (result === undefined) return now === "live" ? "running" : now === "waiting" ? "waiting" : "stopped";
  const value = parse(result);
  if (!isRecord(value) || !("error" in value) || value.error === null || value.error === false) return "done";
  if (value.error === "stopped") return "stopped";
  return isRecord(value.error) && NOT_WANTED.has(value.error.code) ? "declined" : "failed";
}

/** Input or result in a readable form. */
export function shown(value: unknown): Shown {
  const parsed = typeof value === "string" ? parse(value) : value;
  if (parsed === undefined || parsed === null || parsed === "") return { kind: "none" };
  if (isRecord(parsed)) {
    // The tools that change the list answer with the one task and with the whole list; what they did is the one.
    const tasks = tasksIn("task" in parsed ? { tasks: [parsed.task] } : parsed);
    if (tasks.length > 0) return { kind: "tasks", tasks };
    const entries = Object.entries(parsed);
    if (entries.length === 0) return { kind: "none" };
    if (entries.length <= MAX_PAIRS && entries.every(([, part]) => isPlain(part))) {
      return { kind: "pairs", pairs: entries.map(([key, part]) => [key, String(part)]) };
    }
  }
  const text = typeof parsed === "string" ? parsed : JSON.stringify(parsed, null, 2);
  return { kind: "text", text: text.slice(0, MAX_SHOWN), cut: text.length > MAX_SHOWN };
}

/** What a failed call says of itself, for people; null when it says nothing readable. */
export function failureOf(result: string | undefined): string | null {
  const value = result === undefined ? undefined : parse(result);
  const error = isRecord(value) ? value.error : undefined;
  if (isRecord(error) && typeof error.message === "string") return error.message;
  return null;
}

/** The gist of a call, beside its name: which zone, which expression, which task. */
export function gistOf(name: string, args: unknown, result: string | undefined): string {
  const input = isRecord(args) ? args : {};
  const output = result === undefined ? undefined : parse(result);
  const field = (source: unknown, key: string) => (isRecord(source) && isPlain(source[key]) ? String(source[key]) : "");
  switch (name) {
    case "current_time": {
      const time = /T(\d\d:\d\d)/.exec(field(output, "iso"))?.[1] ?? "";
      return [field(input, "timeZone") || field(output, "timeZone"), time].filter(Boolean).join(" · ");
    }
    case "calculate": {
      const value = field(output, "result");
      return [field(input, "expression"), value && `= ${value}`].filter(Boolean).join(" ");
    }
    case "whoami":
      return field(output, "name") || field(output, "email");
    case "add_task":
      return field(input, "title");
    case "complete_task":
    case "remove_task":
      return (isRecord(output) && field(output.task, "title")) || field(input, "task");
    case "list_tasks":
      return isRecord(output) && Array.isArray(output.tasks) ? String(output.tasks.length) : "";
    default:
      return "";
  }
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
