import { longestBackticks } from "../../backticks";
import { isRecord } from "../../json-text";
import { isTooDeep, MAX_DEPTH, MAX_EVENT_CHARS } from "../event-limits";

/** Indentation multiplies a deeply nested text; a longer one than this is shown as it came. */
const MAX_INDENTED_CHARS = 20_000;

/** The keys that hold the answer of the frameworks' own examples, in the order in which they are believed. */
const ANSWER_KEYS = ["output", "result", "response"] as const;

/** Reads a JSON text of an agent. @throws RangeError when it is too long or too deep to be read; SyntaxError */
export function readJson(text: string): unknown {
  if (text.length > MAX_EVENT_CHARS) throw new RangeError(`an answer has ${text.length} characters`);
  if (isTooDeep(text)) throw new RangeError(`an answer is nested deeper than ${MAX_DEPTH} levels`);
  return JSON.parse(text);
}

/**
 * Finds what an answer says: a bare string; `output.message.content[].text`; `result` or `response`, each a string or a
 * message; or a message itself.
 *
 * @returns the text and the key that it was under, or null when nothing is where it is known to be
 */
export function answerIn(value: unknown): { key: string; text: string } | null {
  if (typeof value === "string") return { key: "", text: value };
  if (!isRecord(value)) return null;
  for (const key of ANSWER_KEYS) {
    const text = spokenIn(value[key]);
    if (text !== null) return { key, text };
  }
  const text = isRecord(value.message) || Array.isArray(value.content) ? spokenIn(value) : null;
  return text === null ? null : { key: "message", text };
}

/** The text of a message, of what holds one, or of its content. */
function spokenIn(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    const texts = value.flatMap((block) => (isRecord(block) && typeof block.text === "string" ? [block.text] : []));
    return texts.length > 0 ? texts.join("\n") : null;
  }
  if (!isRecord(value)) return null;
  return spokenIn(value.content) ?? spokenIn(value.message);
}

/** What an answer says went wrong, for the log; null when it says no such thing. */
export function errorIn(value: unknown): string | null {
  if (!isRecord(value) || !value.error) return null;
  return typeof value.error === "string" ? value.error : JSON.stringify(value);
}

/** Whether an answer has nothing in it that could be shown. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Noted when an answer is shown as JSON: its agent says nothing where answers are known to be. */
export const SHOWN_AS_JSON = "no text is where answers are known to have it; the whole is shown as JSON";

/** JSON as a person can read it: indented, in a code block that its own text cannot end. */
export function asCodeBlock(values: readonly unknown[]): string {
  const text = values.map(indented).join("\n");
  const fence = "`".repeat(Math.max(2, longestBackticks(text)) + 1);
  return `${fence}json\n${text}\n${fence}`;
}

function indented(value: unknown): string {
  const compact = JSON.stringify(value);
  return compact.length > MAX_INDENTED_CHARS ? compact : JSON.stringify(value, null, 2);
}
