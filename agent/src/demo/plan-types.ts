/** A call that the demo model means to make. */
export type PlannedCall = { name: string; input: Record<string, string> };

/** What one planner found in a question: its calls, and the question without the words that it used up. */
export type Planned = { calls: PlannedCall[]; rest: string };

/** Blanks out a part of a text, so that the next planner does not read it as its own. */
export function without(text: string, part: string): string {
  const at = part ? text.indexOf(part) : -1;
  return at < 0 ? text : `${text.slice(0, at)} ⏹ ${text.slice(at + part.length)}`;
}
