import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { storable } from "../db/columns";

// Terms are made here and not by Postgres' text search: its parsers need a dictionary for each language, none of them
// cuts Japanese, and what they do depends on the server's locale. So PGlite and every Postgres index the same.

/** Longer words (hashes, base64) are cut: a lexeme must stay below 2 KB. */
const MAX_TERM = 64;
/** A tsvector keeps its lexemes within 1 MB, and `array_to_tsvector` does not check that: beyond, it would be corrupt. */
const MAX_VECTOR_BYTES = 400_000;
const MAX_QUERY_TERMS = 32;

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*/gu;
/** Scripts that are written without spaces, or (hangul) whose words change at their end. */
const UNSPACED =
  /([\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+)/u;

/** A stretch of text that is searched as one: a word, or characters of a script without spaces. */
export type SearchRun = { text: string; spaced: boolean /** Offset in the folded text. */; start: number };

/** How text and query are compared: compatibility forms (full width, half-width kana) and case do not matter. */
export function fold(text: string): string {
  return (
    storable(text)
      .normalize("NFKC")
      .toLowerCase()
      // Lower case writes a sigma at a word's end in its own way, so a word would not find itself as a beginning.
      .replaceAll("ς", "σ")
      .replace(/\p{Variation_Selector}/gu, "")
  );
}

/** The stretches of a folded text, in their order. */
export function searchRuns(folded: string): SearchRun[] {
  const runs: SearchRun[] = [];
  for (const word of folded.matchAll(WORD)) {
    let start = word.index;
    for (const text of word[0].split(UNSPACED)) {
      if (text) runs.push({ text, spaced: !UNSPACED.test(text), start });
      start += text.length;
    }
  }
  return runs;
}

/**
 * The value of a search column for a text.
 *
 * @returns an SQL expression of type tsvector; of a huge text only the first terms, as many as Postgres can hold
 */
export function searchVector(text: string): SQL {
  const terms = new Set<string>();
  let bytes = 0;
  for (const run of searchRuns(fold(text))) {
    for (const term of run.spaced ? [cut(run.text)] : pairs(run.text)) {
      if (terms.has(term)) continue;
      bytes += Buffer.byteLength(term);
      if (bytes > MAX_VECTOR_BYTES) return vectorOf(terms);
      terms.add(term);
    }
  }
  return vectorOf(terms);
}

/**
 * What finds the texts that have all words of a query; its last spaced word may be the beginning of one, since the
 * person is still typing it.
 *
 * @returns an SQL expression of type tsquery, or null when the query has nothing that can be searched for
 */
export function searchQuery(query: string): SQL | null {
  const runs = searchRuns(fold(query));
  const last = runs.findLast((run) => run.spaced);
  const terms = new Set<string>();
  for (const run of runs) {
    if (run.spaced) terms.add(run === last ? `${quoted(cut(run.text))}:*` : quoted(cut(run.text)));
    else for (const term of wanted(run.text)) terms.add(term);
  }
  return terms.size === 0 ? null : sql`${[...terms].slice(0, MAX_QUERY_TERMS).join(" & ")}::tsquery`;
}

/** No term has a space in it, so one string carries them all, and both drivers send it alike. */
function vectorOf(terms: ReadonlySet<string>): SQL {
  return sql`array_to_tsvector(string_to_array(${[...terms].join(" ")}::text, ' '))`;
}

/** Overlapping pairs, and the last character alone: with it every character begins a term, so one finds it by prefix. */
function pairs(run: string): string[] {
  const characters = [...run];
  return characters.map((character, at) => character + (characters[at + 1] ?? ""));
}

function wanted(run: string): string[] {
  const characters = [...run];
  return characters.length === 1 ? [`${quoted(run)}:*`] : pairs(run).slice(0, -1).map(quoted);
}

function cut(word: string): string {
  return [...word].slice(0, MAX_TERM).join("");
}

/** A lexeme as tsquery reads it: within quotes nothing but a quote and a backslash means anything. */
function quoted(term: string): string {
  return `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
