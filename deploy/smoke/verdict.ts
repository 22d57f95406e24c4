/** What one check found: a few words on what is well, or what is wrong and what to do. */
export type Verdict = { ok: true; detail: string } | { ok: false; detail: string; todo: string };

export const well = (detail: string): Verdict => ({ ok: true, detail });
export const wrong = (detail: string, todo: string): Verdict => ({ ok: false, detail, todo });

/** Short enough for a line of a log, whatever a server sent. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 120)}…` : line || "an empty answer";
}
