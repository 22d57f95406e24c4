import { type DiagramTheme, type Drawn, drawInFrame, LONGEST_SOURCE } from "./frame";

const REMEMBERED = 40;
const drawn = new Map<string, Drawn>();
let queue: Promise<unknown> = Promise.resolve();

const keyOf = (source: string, theme: DiagramTheme) => `${theme}\n${source}`;

/** What is known of a diagram already, so that one that comes back into sight need not be drawn again. */
export function drawnBefore(source: string, theme: DiagramTheme): Drawn | null {
  return drawn.get(keyOf(source, theme)) ?? null;
}

/**
 * Draws a diagram, one after another: a page full of them keeps answering.
 *
 * @param options.signal aborted while it still waits for its turn, it is not drawn
 * @param options.draw how one is drawn; tests give their own
 * @returns null when it was aborted; never rejects
 */
export function drawDiagram(
  source: string,
  theme: DiagramTheme,
  options: { signal: AbortSignal; draw?: typeof drawInFrame },
): Promise<Drawn | null> {
  if (source.length > LONGEST_SOURCE) return Promise.resolve({ ok: false, reason: "unreadable" });
  const turn = queue.then(async () => {
    const known = drawnBefore(source, theme);
    if (known) return known;
    if (options.signal.aborted) return null;
    const result = await (options.draw ?? drawInFrame)(source, theme);
    remember(keyOf(source, theme), result);
    return result;
  });
  // Whatever becomes of one, the next has its turn.
  queue = turn.catch(() => null);
  return turn;
}

function remember(key: string, result: Drawn) {
  // No answer is no answer for good.
  if (!result.ok && result.reason === "unavailable") return;
  drawn.set(key, result);
  const [oldest] = drawn.keys();
  if (drawn.size > REMEMBERED && oldest !== undefined) drawn.delete(oldest);
}
