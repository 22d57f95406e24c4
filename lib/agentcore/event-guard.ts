import { EventType } from "@ag-ui/core";
import type { ErrorCode } from "../errors";
import { isTooDeep, MAX_DEPTH, MAX_EVENT_CHARS, MAX_RUN_CHARS } from "./event-limits";
import { codeOfRunError } from "./upstream-error";

const KNOWN = new Set<string>(Object.values(EventType));

export type Verdict =
  /** Pass it on as it is. */
  | { kind: "pass"; terminal: boolean }
  /**
   * A later protocol's event, or a repeat of a frame that opens or closes something: leave it out. `note`: for the log, null
   * when the like has been noted.
   */
  | { kind: "skip"; note: string | null }
  /** An end that may be none, and the beginning after it: leave both out, and send the end if nothing begins. */
  | { kind: "pause" }
  | { kind: "resume" }
  /** The run is lost; the agent's own text goes to the log. `over`: the agent ended it itself, so nothing goes on. */
  | { kind: "error"; code: ErrorCode; detail: string; over: boolean };

/** An agent that sends one strange event mostly sends thousands, and one of ill will makes up a name for each. */
const MAX_NOTES = 20;

/** Events that may truly come twice with the same bytes: a word repeats, a state may return. */
const REPEATABLE = /_CONTENT$|_ARGS$|_CHUNK$|^STATE_|^MESSAGES_|^ACTIVITY_|^CUSTOM$|^RAW$/;

/**
 * Judges the frames of one run, one by one.
 *
 * @ag-ui/client 0.0.59 ends the whole run on an event type that it does not know, and on a structural event that
 * comes twice; neither is worth a person's answer. What is too long or nested too deeply ends the run before anybody
 * parses it: everything behind this takes events as they are.
 *
 * TanStack AI ends the run at each tool call (`finishReason: "tool_calls"`, its own addition), gives the result, and begins
 * the run anew. To AG-UI that is one run, and what comes after the first end is most of the answer.
 */
export function createEventGuard() {
  let previous = "";
  let sent = 0;
  let paused = false;
  const noted = new Set<string>();
  const skip = (note: string): Verdict => {
    if (noted.has(note) || noted.size >= MAX_NOTES) return { kind: "skip", note: null };
    noted.add(note);
    return { kind: "skip", note };
  };
  return (data: string): Verdict => {
    const excess = excessOf(data, sent);
    if (excess) return { kind: "error", code: "AGENT_FAILED", detail: excess, over: false };
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      return {
        kind: "error",
        code: "AGENT_FAILED",
        detail: `a frame of ${data.length} characters is not JSON`,
        over: false,
      };
    }
    const type = typeof event === "object" && event !== null && "type" in event ? event.type : undefined;
    if (typeof type !== "string")
      return { kind: "error", code: "AGENT_FAILED", detail: "a frame has no event type", over: false };
    // RAW goes no further than this process, and frameworks send a lot of it.
    if (type !== EventType.RAW) sent += data.length;
    if (!KNOWN.has(type)) return skip(`unknown event type ${type.slice(0, 60)}`);
    if (type === EventType.RUN_ERROR) {
      const { code, message } = event as { code?: unknown; message?: unknown };
      return {
        kind: "error",
        code: codeOfRunError(code),
        detail: `RUN_ERROR ${String(code)}: ${String(message).slice(0, 2000)}`,
        over: true,
      };
    }
    if (data === previous && !REPEATABLE.test(type)) return skip(`repeated ${type}`);
    previous = data;
    if (type === EventType.RUN_STARTED && paused) {
      paused = false;
      return { kind: "resume" };
    }
    if (type === EventType.RUN_FINISHED && goesOn(event)) {
      paused = true;
      return { kind: "pause" };
    }
    return { kind: "pass", terminal: type === EventType.RUN_FINISHED };
  };
}

/** Said of an end by who is about to call tools. A run that asks something first has truly ended. */
function goesOn(event: unknown): boolean {
  const { finishReason, outcome } = event as { finishReason?: unknown; outcome?: unknown };
  return finishReason === "tool_calls" && outcome === undefined;
}

function excessOf(data: string, sent: number): string | null {
  if (data.length > MAX_EVENT_CHARS) return `an event has ${data.length} characters`;
  if (sent + data.length > MAX_RUN_CHARS) return `the events of the run have more than ${MAX_RUN_CHARS} characters`;
  return isTooDeep(data) ? `an event is nested deeper than ${MAX_DEPTH} levels` : null;
}
