export type Task = { id: string; title: string; done: boolean };

/** The tasks in the agent's shared state; whatever there is no task is left out. */
export function tasksIn(state: unknown): Task[] {
  if (typeof state !== "object" || state === null || !("tasks" in state) || !Array.isArray(state.tasks)) return [];
  return state.tasks.filter(isTask);
}

function isTask(value: unknown): value is Task {
  if (typeof value !== "object" || value === null) return false;
  const { id, title, done } = value as Record<string, unknown>;
  return typeof id === "string" && typeof title === "string" && typeof done === "boolean";
}
