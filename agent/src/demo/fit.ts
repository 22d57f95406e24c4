/**
 * What prose is made of: beats follow one another in order, each a list to choose from; closings fill the rest. A closing
 * must read well after any other sentence, and alone.
 */
export type Bank = { openings: string[]; beats: string[][]; closings: string[] };

export type Unit = "words" | "characters";

/** Words as people and word processors count them: what is between spaces. Characters: all but line breaks. */
export function lengthOf(text: string, unit: Unit): number {
  return unit === "words" ? (text.match(/\S+/g) ?? []).length : [...text.replace(/[\r\n]/g, "")].length;
}

/** Room kept for closings, as many times the longest of them. */
const ROOM = 3;

/**
 * Prose of exactly `length` units: an opening, as many beats as fit, then closings that come to the very rest.
 *
 * @param seed which sentences are chosen; the same seed gives the same text
 * @returns undefined when no choice of sentences has that length, which only happens below a handful of units
 */
export function compose(bank: Bank, length: number, unit: Unit, seed: number): string | undefined {
  const size = (text: string) => lengthOf(text, unit);
  const room = Math.max(...bank.closings.map(size)) * ROOM;
  const paragraphs: string[][] = [];
  let left = length;
  const opening = pick(bank.openings, seed);
  if (size(opening) <= left - room / ROOM) {
    paragraphs.push([opening]);
    left -= size(opening);
  }
  for (let round = 0; left > room; round++) {
    const paragraph: string[] = [];
    for (const [index, beat] of bank.beats.entries()) {
      const sentence = pick(beat, seed + round + index);
      if (left - size(sentence) < room / ROOM) continue;
      paragraph.push(sentence);
      left -= size(sentence);
    }
    if (paragraph.length === 0) break;
    paragraphs.push(paragraph);
  }
  const ending = subset(bank.closings, left, size, seed);
  if (!ending) return undefined;
  if (ending.length > 0) paragraphs.push(ending);
  const [between, after] = unit === "words" ? [" ", "\n\n"] : ["", ""];
  return paragraphs.map((sentences) => sentences.join(between)).join(after);
}

const pick = (list: string[], index: number) => list[Math.abs(index) % list.length] ?? "";

/** Different sentences, in their order, whose sizes come to exactly `total`; as few of them as there can be. */
function subset(all: string[], total: number, size: (text: string) => number, seed: number): string[] | undefined {
  const turn = Math.abs(seed) % all.length;
  const sentences = [...all.slice(turn), ...all.slice(0, turn)];
  const best: (number[] | undefined)[] = Array.from({ length: total + 1 });
  best[0] = [];
  for (const [index, sentence] of sentences.entries()) {
    const length = size(sentence);
    for (let sum = total; sum >= length; sum--) {
      const before = best[sum - length];
      const now = best[sum];
      if (before && (!now || before.length + 1 < now.length)) best[sum] = [...before, index];
    }
  }
  return best[total]?.map((index) => sentences[index] ?? "");
}

/** A number from a text, for choices that vary with the topic and stay the same for it. */
export function seedOf(text: string): number {
  let hash = 2166136261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  return hash >>> 8;
}
