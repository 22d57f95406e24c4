import type { Ask } from "./ask.ts";
import { essayEn } from "./bank-essay-en.ts";
import { essayJa, storyJa } from "./bank-ja.ts";
import { SELF_EN, SELF_JA } from "./bank-self.ts";
import { storyEn } from "./bank-story-en.ts";
import { type Bank, compose, seedOf, type Unit } from "./fit.ts";
import type { Language } from "./language.ts";

const LONGEST = { words: 5000, characters: 10_000 };
const USUAL = { story: { en: 150, ja: 400 }, text: { en: 120, ja: 300 }, self: { en: 80, ja: 200 } };

const SUBJECT = {
  story: { en: "a lighthouse that would not go out", ja: "消えない灯台" },
  text: { en: "this topic", ja: "このテーマ" },
  self: { en: "", ja: "" },
};

export type Prose = keyof typeof USUAL;

/**
 * How many characters a Japanese text of so many words has. Nothing separates its words, so nobody could count them; two
 * characters are about what one English word says.
 */
export const japaneseLength = (words: number) => words * 2;

/** A story, a text about a topic or one about itself, as long as was asked for: to the word, the character, the sentence. */
export function writeProse(ask: Ask, kind: Prose, language: Language): string {
  const topic = ask.topic ?? SUBJECT[kind][language];
  const seed = seedOf(topic);
  const bank = bankFor(kind, topic, language);
  if (ask.sentences) return sentences(bank, ask.sentences, language);
  const inCharacters = ask.characters !== undefined || language === "ja";
  const unit = inCharacters ? "characters" : "words";
  const asked = inCharacters ? (ask.characters ?? (ask.words && japaneseLength(ask.words))) : ask.words;
  const length = asked ?? USUAL[kind][language];
  if (length > LONGEST[unit]) {
    const limit = LONGEST[unit].toLocaleString("en");
    return language === "ja"
      ? `デモ用モデルが書けるのは${limit}字までです。`
      : `A demo model writes at most ${limit} ${unit}. Ask for a shorter one.`;
  }
  // Counted in characters, the space between two English sentences is one of them.
  if (language === "en" && inCharacters) {
    return compose(spaced(bank), length + 1, unit, seed)?.trimEnd() ?? tooShort(length, unit, language);
  }
  return compose(bank, length, unit, seed) ?? tooShort(length, unit, language);
}

function bankFor(kind: Prose, topic: string, language: Language): Bank {
  switch (kind) {
    case "story":
      return language === "ja" ? storyJa(topic, seedOf(topic)) : storyEn(topic, seedOf(topic));
    case "text":
      return language === "ja" ? essayJa(topic) : essayEn(topic);
    case "self":
      return language === "ja" ? SELF_JA : SELF_EN;
  }
}

function spaced({ openings, beats, closings }: Bank): Bank {
  const each = (list: string[]) => list.map((sentence) => `${sentence} `);
  return { openings: each(openings), beats: beats.map(each), closings: each(closings) };
}

/** An opening and one sentence of each beat in turn; two of the same beat say much the same. */
function sentences({ openings, beats }: Bank, count: number, language: Language): string {
  const rounds = Math.max(...beats.map((beat) => beat.length));
  const inTurn = Array.from({ length: rounds }, (_, round) => beats.flatMap((beat) => beat.slice(round, round + 1)));
  return [...openings.slice(0, 1), ...inTurn.flat()].slice(0, count).join(language === "ja" ? "" : " ");
}

/** What is too short for any sentence. */
function tooShort(length: number, unit: Unit, language: Language): string {
  if (language === "ja") return "短".repeat(length);
  return unit === "words" ? Array.from({ length }, () => "Brief.").join(" ") : ".".repeat(length);
}

/** A haiku of five, seven and five syllables; the topic is its title, for a demo model cannot count in others' words. */
export function haiku(topic: string | undefined, language: Language): string {
  if (language === "ja") {
    const verse = "静けさや\n窓にひとすじ\n朝の雨";
    return topic ? `**${topic}**\n\n${verse}` : verse;
  }
  const verse = "Morning rain, still street\na window opens slowly\nlight on the table";
  return topic ? `**${topic}**\n\n${verse}` : verse;
}

/** Four lines that rhyme around a topic. */
export function poem(topic: string | undefined, language: Language): string {
  if (language === "ja") {
    const subject = topic ?? "朝の海";
    return [`${subject}を思えば`, "風は静かに窓をたたき", "遠い灯りがひとつ増え", "夜はゆっくりほどけていく"].join(
      "\n",
    );
  }
  const subject = topic ?? "the morning sea";
  return [
    `I thought of ${subject} today,`,
    "while clouds were drifting far away;",
    "a door stood open, and the light",
    "stayed long enough to last the night.",
  ].join("\n");
}
