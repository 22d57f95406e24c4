import { knownZone } from "../tools/time.ts";
import { ALIASES } from "./place-aliases.ts";

/** A place as it was written, and its time zone; no zone when nobody knows the place. */
export type Place = { text: string; zone?: string };

const fold = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, (mark) => (mark === "\u3099" || mark === "\u309a" ? mark : ""))
    .normalize("NFC")
    .replace(/[_\s]+/g, " ")
    .trim()
    .toLowerCase();

let index: Map<string, string> | undefined;

/**
 * Every name this module can place, folded, with its zone: the last part of each IANA zone ("Lagos"), countries with a
 * single zone in English and Japanese, the Japanese city names that ICU has, and a list of what those lack.
 */
function places(): Map<string, string> {
  if (index) return index;
  index = new Map();
  const zones = Intl.supportedValuesOf("timeZone");
  for (const zone of zones) {
    const city = fold(zone.split("/").at(-1) ?? "");
    if (zone.includes("/") && !zone.startsWith("Etc/") && !index.has(city)) index.set(city, zone);
    const japanese = japaneseName(zone);
    if (japanese && !index.has(japanese)) index.set(japanese, zone);
  }
  const names = ["en", "ja"].map((language) => new Intl.DisplayNames([language], { type: "region", fallback: "none" }));
  for (const region of regions()) {
    const zone = mainZone(region);
    if (!zone) continue;
    for (const name of names) {
      const country = name.of(region);
      if (country && !index.has(fold(country))) index.set(fold(country), zone);
    }
  }
  for (const [zone, aliases] of Object.entries(ALIASES)) {
    // ICU may list a zone under an older name only, as Asia/Calcutta.
    const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? "";
    for (const alias of [city, ...aliases.split(", ")]) index.set(fold(alias), zone);
  }
  return index;
}

function* regions(): Generator<string> {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (const first of letters) for (const second of letters) yield first + second;
}

/** A country's zone when it has just one; of several, none may stand for all. */
function mainZone(region: string): string | undefined {
  const locale: Intl.Locale & { timeZones?: string[]; getTimeZones?: () => string[] } = new Intl.Locale(
    `und-${region}`,
  );
  const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  return zones.length === 1 ? zones[0] : undefined;
}

/** ICU names some zones after a place ("ニューヨーク時間"), others after a country or a kind of time, which do not count. */
function japaneseName(zone: string): string | undefined {
  const parts = new Intl.DateTimeFormat("ja", { timeZone: zone, timeZoneName: "shortGeneric" }).formatToParts();
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return name.endsWith("時間") && !/標準|夏/.test(name) ? name.slice(0, -"時間".length) : undefined;
}

/** The zone of a place written as a zone, a zone's abbreviation, a city or a country, in English or Japanese. */
export function zoneOf(text: string): string | undefined {
  const name = fold(text);
  const listed = places().get(name) ?? places().get(name.replace(/^the /, "").replace(/[市県都府国]$/, ""));
  if (listed) return listed;
  const spelled = text.trim().replace(/\s+/g, "_");
  const zone = spelled.includes("/") ? knownZone(spelled) : undefined;
  // Intl may know it under an older name (Asia/Katmandu): the person's spelling is as good, its capitals may not be.
  return zone && zone.toLowerCase() !== spelled.toLowerCase() ? spelled : zone;
}

/**
 * The places that a text names, in its order.
 *
 * The longest name wins ("New York" before "York"), and Latin names count only as whole words.
 */
export function placesIn(text: string): Place[] {
  const found: { at: number; text: string; zone: string }[] = [];
  for (const match of text.matchAll(/\b[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+/g)) {
    const zone = knownZone(match[0]);
    if (zone) found.push({ at: match.index, text: match[0], zone: match[0] });
  }
  const folded = foldKeepingLength(text);
  for (const [name, zone] of places()) {
    for (let at = folded.indexOf(name); at >= 0; at = folded.indexOf(name, at + 1)) {
      const end = at + name.length;
      const isLatin = /^[\x20-\x7e]+$/.test(name);
      if (isLatin && /[a-z0-9]/.test(`${folded[at - 1] ?? ""}${folded[end] ?? ""}`)) continue;
      // Short codes are words of the language as well ("is", "in", "at"), unless written as codes are.
      if (isLatin && name.length < 4 && text.slice(at, end) !== name.toUpperCase()) continue;
      if (!isLatin && name.length < 2) continue;
      found.push({ at, text: text.slice(at, end), zone });
    }
  }
  found.sort((a, b) => a.at - b.at || b.text.length - a.text.length);
  const kept: typeof found = [];
  for (const place of found) {
    const last = kept.at(-1);
    if (!last || place.at >= last.at + last.text.length) kept.push(place);
  }
  return kept.map(({ text, zone }) => ({ text, zone }));
}

/** Folded letter by letter, so that places in the folded text are places in the text. */
function foldKeepingLength(text: string): string {
  return [...text]
    .map((char) => {
      const plain = /[_\s]/.test(char) ? " " : fold(char);
      return plain.length === char.length ? plain : char;
    })
    .join("");
}
