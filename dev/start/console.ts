/** Colours for a terminal, or none: `paint("red", "x")`. */
export type Paint = (colour: Colour, text: string) => string;
export type Colour = keyof typeof CODES;

const CODES = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, dim: 2, bold: 1 } as const;

/**
 * @param env `NO_COLOR` (any value but empty) turns colours off, `FORCE_COLOR` (any but empty and 0) on, whatever the output is
 * @see https://no-color.org
 */
export function createPaint(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "" && env.FORCE_COLOR !== "0";
  const off = Boolean(env.NO_COLOR);
  if (off || !(forced || isTerminal)) return (_colour, text) => text;
  return (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m`;
}

const LEVELS: Readonly<Record<number, [string, Colour]>> = {
  10: ["trace", "dim"],
  20: ["debug", "dim"],
  30: ["info", "green"],
  40: ["warn", "yellow"],
  50: ["error", "red"],
  60: ["fatal", "red"],
};
/** Of every line the same, and said by the prefix. */
const HIDDEN = new Set(["level", "time", "pid", "hostname", "name", "msg"]);

/** Next shows and hides the cursor of a terminal that it thinks is its own. */
const CURSOR = ["\u001b[?25h", "\u001b[?25l"];

/** A line of a part's log as a person reads it: pino's JSON becomes level, message and the rest; others stay as they are. */
export function prettyLine(raw: string, paint: Paint): string {
  const line = CURSOR.reduce((text, code) => text.replaceAll(code, ""), raw);
  if (!line.startsWith('{"level":')) return line;
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  const [name, colour] = LEVELS[Number(entry.level)] ?? ["log", "dim"];
  const { err } = entry;
  const stack = typeof err === "object" && err !== null && "stack" in err ? `\n${err.stack}` : "";
  const rest = Object.entries(entry)
    .filter(([key]) => !HIDDEN.has(key) && !(key === "err" && stack))
    .map(
      ([key, value]) =>
        `${key}=${typeof value === "string" && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value)}`,
    );
  return (
    [paint(colour, name), String(entry.msg ?? ""), paint("dim", rest.join(" "))]
      .filter((part) => part !== paint("dim", ""))
      .join(" ") + stack
  );
}

export type AgentLine = { agent: string; text: string };

/**
 * What a developer's own agent said, or what the local AgentCore says of it: told under the agent's name, as it was said.
 * Null for every other line.
 */
export function readAgentLine(raw: string, paint: Paint): AgentLine | null {
  if (!raw.startsWith('{"level":') || !raw.includes('"agent":')) return null;
  let entry: { agent?: unknown; session?: unknown; msg?: unknown; level?: unknown };
  try {
    entry = JSON.parse(raw);
  } catch {
    return null;
  }
  if (typeof entry.agent !== "string") return null;
  const text = prettyLine(String(entry.msg ?? ""), paint);
  // What comes from a session is the agent's own; the rest is about it.
  if (typeof entry.session === "string") return { agent: entry.agent, text: `${paint("dim", entry.session)} ${text}` };
  return { agent: entry.agent, text: paint(Number(entry.level) >= 40 ? "yellow" : "green", text) };
}

/** The lines of a table with aligned columns; `wide` counts a character of Chinese, Japanese or Korean as two. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, width(cell));
    });
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + " ".repeat((widths[at] ?? 0) - width(cell))))
      .join("   ")
      .trimEnd(),
  );
}

export function width(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}
