import { type Language, languageOf } from "./language.ts";
import { isOtherMoment } from "./other-time.ts";
import { placesIn, zoneOf } from "./places.ts";
import type { Planned, PlannedCall } from "./plan-types.ts";

const ASKS_FOR_TIME =
  /\bwhat(?:'s| is|s)? (?:the )?(?:current )?(?:local )?(?:time|date|day)\b|\b(?:current|local) (?:time|date)\b|(?<!\ba )\btime (?:is it|now|right now|in|at|for)\b|\bwhat (?:day|hour)\b|\bhow (?:late|early) is it\b|\btoday'?s date\b|\bwhich day\b|\bis it (?:late|early|morning|night|day|daytime|evening)\b|\bdate today\b|\btell me the (?:time|date)\b/i;
const ASKS_FOR_TIME_JA = /何時(?!間)|時刻|現在時間|今の時間|の時間|何日(?!間)|日付|何曜日|今日は何|何月/;
const FOLLOWS_UP =
  /^(?:and|what about|how about|and what about|ok,? and)\b|^(?:じゃあ|では|それでは|それなら)?、?.{1,20}は[？?。]?$/i;

/**
 * Plans a call of `current_time` for each place that a question names. A place that nobody knows is asked for as it is
 * written: the tool then says that it does not know it, which is the truth.
 *
 * @param afterTime whether the turn before was about time, so that "and in Oslo?" is too
 */
export function planTime(question: string, afterTime = false): Planned {
  const now = sentencesOf(question)
    .filter((sentence) => !asksForOtherTime(sentence, afterTime))
    .join("");
  return { calls: callsFor(now, afterTime), rest: question };
}

/** Whether any sentence asks for the time or date at another moment than now, which no tool tells. */
export function asksForOtherTime(question: string, afterTime = false): boolean {
  return sentencesOf(question).some(
    (sentence) =>
      isOtherMoment(sentence) &&
      (asksForTime(sentence) || (afterTime && FOLLOWS_UP.test(sentence.replace(/[？?]$/, "").trim()))),
  );
}

const sentencesOf = (text: string) =>
  text.match(/(?:[^?!？！。.\n⏹]|\.(?=\S))+[?!？！。.\n⏹]*\s*|[?!？！。.\n⏹]+\s*/g) ?? [];
const asksForTime = (text: string) => ASKS_FOR_TIME.test(text) || ASKS_FOR_TIME_JA.test(text);

function callsFor(question: string, afterTime: boolean): PlannedCall[] {
  const asks = asksForTime(question);
  const follows = afterTime && FOLLOWS_UP.test(question.trim());
  if (!asks && !follows) return [];
  const language = languageOf(question);
  const zones = zonesOf(question, language);
  if (zones.length === 0 && !asks) return [];
  // Someone who asks in Japanese and names no place is most likely there; in English there is no such guess.
  const fallback: PlannedCall = { name: "current_time", input: language === "ja" ? { timeZone: "Asia/Tokyo" } : {} };
  const calls = [...new Set(zones)].map((timeZone) => ({ name: "current_time", input: { timeZone } }));
  return calls.length > 0 ? calls : [fallback];
}

/** UTC+9, GMT-3:30, ＵＴＣ＋９: an offset written out. The name before it alone would be a place, and the wrong answer. */
const OFFSET = /\b(?:UTC|GMT)\s*([+\-−–±])\s*(\d{1,2})(?::?([0-5]\d))?(?![\d:])/gi;

/** Stands where an offset stood, so that the words around it are read as around any other place. */
const STAND_IN = "Etc/Zulu";

function zonesOf(question: string, language: Language): string[] {
  const offsets: string[] = [];
  const text = question.normalize("NFKC").replace(OFFSET, (written, sign: string, hours: string, minutes = "0") => {
    offsets.push(offsetZone(written, sign, Number(hours), Number(minutes)));
    return STAND_IN;
  });
  if (offsets.length === 0) return namedZones(question, language);
  const zones = namedZones(text, language).map((zone) => (zone === STAND_IN ? (offsets.shift() ?? zone) : zone));
  return [...zones, ...offsets];
}

/**
 * The zone of a whole-hour offset; the database has none for fractions of an hour or beyond its ends, and the text itself
 * lets the tool say so. The signs of Etc/ zones are POSIX's: Etc/GMT-9 is nine hours ahead of UTC.
 */
function offsetZone(written: string, sign: string, hours: number, minutes: number): string {
  const isAhead = sign === "+";
  if (minutes !== 0 || sign === "±" || hours > (isAhead ? 14 : 12)) return written.replace(/\s+/g, "");
  return hours === 0 ? "UTC" : `Etc/GMT${isAhead ? "-" : "+"}${hours}`;
}

function namedZones(question: string, language: Language): string[] {
  const phrase = language === "ja" ? japanesePhrase(question) : englishPhrase(question);
  const listed = namesIn(phrase ?? "").map((name) => zoneOf(name) ?? placesIn(name)[0]?.zone ?? name);
  const elsewhere = placesIn(listed.length > 0 ? question.replace(phrase ?? "", " ") : question);
  return [...listed, ...elsewhere.flatMap(({ zone }) => (zone ? [zone] : []))];
}

/** The names in what stands where places would: in "in X, Y and Z" or 「XとYは何時」, known or not. */
function namesIn(phrase: string): string[] {
  return phrase
    .split(/\s*(?:,| and | or |&|と|、|や)\s*/i)
    .map((name) => name.replace(/^(?:in|at|the city of|and)\s+/i, "").trim())
    .filter((name) => name && name.length <= 40 && !NOT_A_PLACE.test(name));
}

const NOT_A_PLACE =
  /^(?:now|today|right now|the moment|here|it|there|my (?:time ?zone|place|area)|please|what|how|calculate|今|いま|現在|今日|ここ|そこ|こちら|日本時間|明日|昨日|明後日|来週|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|yesterday|earth|the clock)$|\d|^(?:what|how|who|is|calculate|also|then)\b/i;

function englishPhrase(question: string): string | undefined {
  const about = question.match(
    /\b(?:time|date|day|late|early|it|about|and)\b[^?.!]*?\b(?:in|at|for|about|on)\s+((?:(?!\b(?:right now|now|today|please|at the moment|currently|plus|as well|also|then|what|how|who|and (?:what|how|who|is|add|tell|calculate|list))\b)[^?.!;\n])+)/i,
  );
  const lead = question.match(/^(?:and|what about|how about)\s+((?!in\b)[^?.!]+)/i);
  return (about?.[1] ?? lead?.[1])?.replace(/[\s,]+$/, "").trim();
}

function japanesePhrase(question: string): string | undefined {
  const match = question.match(
    /(?:^|[。、！？!?⏹\s])(?:じゃあ|では|それでは|それなら)?、?([^。！？!?⏹\s]{1,60}?)(?:では|で|は|の)(?:、)?(?:今|いま|現在|ただいま)?(?:の)?(?:何時|時刻|時間|何日|日付|何曜日|[？?。]?$)/,
  );
  return match?.[1]?.replace(/^(?:今日|今|いま|現在)の?/, "");
}
