import "server-only";
import { storable } from "../db/columns";
import { fold, type SearchRun, searchRuns } from "./search-terms";

export type Snippet = { text: string; hits: [number, number][] };

/** A text is looked through in pieces that overlap, so that a long one is not cut into graphemes as a whole. */
const PIECE = 2_000;
const OVERLAP = 300;
/** Graphemes of a snippet, and how many of them before its first hit. */
const LENGTH = 140;
const BEFORE = 30;

/** Letters and marks become others when folded, but only within one grapheme. */
type Grapheme = { text: string; folded: string };
type Range = [number, number];

/**
 * The place of a text where a query's words are (its longest one that is there, as the most telling), on one line, with
 * where all of them stand in it.
 *
 * @returns null when none of them is found
 */
export function snippetOf(text: string, query: string): Snippet | null {
  const words = searchRuns(fold(query));
  const line = storable(text).replace(/\s+/g, " ").trim();
  const pieces: { text: string; start: number }[] = [];
  for (let start = 0; start < line.length; start += PIECE)
    pieces.push({ text: line.slice(start, start + PIECE + OVERLAP), start });
  const folded = pieces.map((piece) => fold(piece.text));
  for (const word of words.toSorted((a, b) => b.text.length - a.text.length)) {
    for (const [index, piece] of pieces.entries()) {
      if (!folded[index]?.includes(beginningOf(word))) continue;
      const snippet = snippetIn(graphemesOf(piece, line.length), words, word, {
        before: piece.start > 0,
        after: piece.start + piece.text.length < line.length,
      });
      if (snippet) return snippet;
    }
  }
  return null;
}

/** The graphemes of a piece, without those that its ends may have cut. */
function graphemesOf(piece: { text: string; start: number }, length: number): Grapheme[] {
  const all = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(piece.text)];
  return all
    .slice(piece.start > 0 ? 1 : 0, piece.start + piece.text.length < length ? -1 : undefined)
    .map(({ segment }) => ({ text: segment, folded: fold(segment) }));
}

function snippetIn(
  graphemes: readonly Grapheme[],
  words: readonly SearchRun[],
  anchor: SearchRun,
  cut: { before: boolean; after: boolean },
): Snippet | null {
  const last = words.findLast((word) => word.spaced);
  const [first] = hitsIn(graphemes, [anchor], last);
  if (!first) return null;
  const from = Math.max(0, Math.min(first[0] - BEFORE, graphemes.length - LENGTH));
  const shown = graphemes.slice(from, from + LENGTH);
  const lead = from > 0 || cut.before ? "…" : "";
  const trail = from + shown.length < graphemes.length || cut.after ? "…" : "";
  const offsets = [lead.length];
  for (const { text } of shown) offsets.push((offsets.at(-1) ?? 0) + text.length);
  return {
    text: `${lead}${shown.map(({ text }) => text).join("")}${trail}`,
    hits: hitsIn(shown, words, last).map(([start, end]) => [offsets[start] ?? 0, offsets[end] ?? 0]),
  };
}

/** Where words stand, in graphemes (end exclusive), in order and without overlap. */
function hitsIn(
  graphemes: readonly Grapheme[],
  words: readonly SearchRun[],
  lastSpaced: SearchRun | undefined,
): Range[] {
  const graphemeAt = graphemes.flatMap(({ folded }, index) => Array.from({ length: folded.length }, () => index));
  const found: Range[] = [];
  for (const run of searchRuns(graphemes.map(({ folded }) => folded).join("")))
    for (const word of words)
      for (const [begin, end] of placesIn(run, word, word === lastSpaced))
        found.push([graphemeAt[run.start + begin] ?? 0, (graphemeAt[run.start + end - 1] ?? 0) + 1]);
  return merged(found);
}

/** The same decision as `searchQuery`'s, as offsets in one run. */
function placesIn(run: SearchRun, word: SearchRun, begins: boolean): Range[] {
  if (run.spaced !== word.spaced) return [];
  if (run.spaced) {
    const hit = begins ? run.text.startsWith(word.text) : run.text === word.text;
    return hit ? [[0, word.text.length]] : [];
  }
  const whole = occurrences(run.text, word.text);
  const characters = [...word.text];
  if (whole.length > 0 || characters.length <= 2) return whole;
  return characters.slice(0, -1).flatMap((one, index) => occurrences(run.text, one + characters[index + 1]));
}

function occurrences(text: string, part: string): Range[] {
  const places: Range[] = [];
  for (let start = text.indexOf(part); start >= 0; start = text.indexOf(part, start + part.length))
    places.push([start, start + part.length]);
  return places;
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}

/** What every piece with that word has: the word or, in a script without spaces, its first pair. */
function beginningOf(word: SearchRun): string {
  return word.spaced ? word.text : [...word.text].slice(0, 2).join("");
}
