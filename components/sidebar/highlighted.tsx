import type { Snippet } from "../threads/thread-search";

/** A text with the words that were searched for marked in it. Offsets that make no sense are passed over. */
export function Highlighted({ text, hits }: Snippet) {
  return (
    <>
      {partsOf(text, hits).map(({ part, from, hit }) =>
        hit ? (
          <mark key={from} className="rounded-sm bg-accent-softer text-ink">
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </>
  );
}

type Part = { part: string; from: number; hit: boolean };

/**
 * Cuts a text into hits and what is between them, in order and without a gap; an overlap belongs to the hit before it.
 *
 * @param hits from where to where, in UTF-16 units; those outside the text are passed over
 */
export function partsOf(text: string, hits: Snippet["hits"]): Part[] {
  const parts: Part[] = [];
  let done = 0;
  const add = (to: number, hit: boolean) => {
    if (to > done) parts.push({ part: text.slice(done, to), from: done, hit });
    done = Math.max(done, to);
  };
  for (const [from, to] of hits.toSorted((a, b) => a[0] - b[0])) {
    if (from < 0 || to > text.length || to <= from) continue;
    add(from, false);
    add(to, true);
  }
  add(text.length, false);
  return parts;
}
