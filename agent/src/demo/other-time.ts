import type { Language } from "./language.ts";

const UNIT = "(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)";
const DAY = "(?:week|month|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day)";
const OTHER_EN = new RegExp(
  String.raw`\b(?:tomorrow|yesterday|(?:next|last) ${DAY}|in (?:an?|\d+|two|three|four|five) ${UNIT}|(?:an?|\d+|two|three|four|five) ${UNIT} (?:ago|from now)|(?:when|if) it(?:'s|’s| is| was)|at (?:noon|midnight)|\d{1,2}(?::\d{2})?\s*(?:[ap]m|[ap]\.m\.|o['’]clock)|(?<![+\-−]\s*)\d{1,2}:\d{2})(?!\w)`,
  "i",
);
const OTHER_JA =
  /明日|明後日|あさって|昨日|一昨日|おととい|(?:来|先)[週月]|来年|去年|[\d一二三四五六七八九十]+(?:分|時間|日|週間|か月|ヶ月|年)(?:後|前)|[\d一二三四五六七八九十]+時(?!間|差)|正午/;

/** Whether a sentence is about another moment than now: "tomorrow", "when it is 9am", 「3時間後」. */
export function isOtherMoment(sentence: string): boolean {
  const text = sentence.normalize("NFKC");
  return OTHER_EN.test(text) || OTHER_JA.test(text);
}

/** The clock tool knows now and nothing else; to work out another time would be a guess. */
export const ONLY_NOW: Record<Language, string> = {
  en: "I can only tell the current time and date, not those of another moment: I'm a demo model, and the tool that I have shows what clocks say now. Ask me, for example, “What time is it in Nairobi?”",
  ja: "お答えできるのは現在の日時だけで、別の時点の日時は分かりません。デモ用モデルの私が使えるのは、今の時刻を調べるツールだけです。たとえば「ナイロビは今何時？」とお尋ねください。",
};
