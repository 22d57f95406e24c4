import { transformChunks, verifyEvents } from "@ag-ui/client";
import { type BaseEvent, EventSchemas, EventType } from "@ag-ui/core";
import { from } from "rxjs";
import { plainLine } from "../plain-text";

export type EventProblems = Record<"json" | "types" | "fields" | "order" | "end", string | null>;

const KNOWN = new Set<string>(Object.values(EventType));

/** Judges the events of one run as AG-UI clients of 0.0.59 do, one kind of fault apart from the other. */
export function judgeEvents(data: readonly string[]): { events: BaseEvent[]; problems: EventProblems } {
  const problems: EventProblems = { json: null, types: null, fields: null, order: null, end: null };
  const events: BaseEvent[] = [];
  data.forEach((text, index) => {
    const value = parse(text);
    const where = `event ${index + 1}`;
    const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
    if (typeof type !== "string") {
      problems.json ??= value === undefined ? `${where} is not JSON` : `${where} has no type`;
      return;
    }
    if (!KNOWN.has(type)) {
      problems.types ??= `${where} has the type ${plainLine(type, 60)}`;
      return;
    }
    const parsed = EventSchemas.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const field = issue && issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
      problems.fields ??= `${where} (${type}) is not valid: ${field}${plainLine(issue?.message ?? "", 120)}`;
      // Its place in the order still counts.
      events.push(value as BaseEvent);
      return;
    }
    events.push(value as BaseEvent);
  });
  problems.order = orderProblem(events);
  const last = events.at(-1)?.type;
  const isOver = events.some(({ type }) => type === EventType.RUN_FINISHED || type === EventType.RUN_ERROR);
  if (!isOver) problems.end = last === undefined ? "there are no events" : `the last event is ${last}`;
  return { events, problems };
}

function orderProblem(events: readonly BaseEvent[]): string | null {
  let problem: string | null = null;
  from([...events])
    .pipe(transformChunks(undefined), verifyEvents(undefined))
    .subscribe({
      error: (error: unknown) => {
        problem = plainLine(error instanceof Error ? error.message : String(error), 240);
      },
    });
  return problem;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
