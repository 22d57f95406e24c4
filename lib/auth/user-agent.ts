/** What a browser says of itself is kept up to here: names come early, and a header can be long. */
export const MAX_USER_AGENT = 300;

// In this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\b(?:OPR|OPiOS)\//, "Opera"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
];

// An iPhone says "like Mac OS X", Android says "Linux". An iPad that asks for desktop pages says it is a Mac.
const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows NT\b/, "Windows"],
  [/\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

const firstOf = (known: readonly [RegExp, string][], text: string) =>
  known.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/**
 * The browser and the system that a User-Agent header names, to tell one's own sessions apart by. Anybody may send
 * anything: only names of this list come out, and null for what it does not know.
 */
export function readUserAgent(userAgent: string | null): { browser: string | null; system: string | null } {
  const text = (userAgent ?? "").slice(0, MAX_USER_AGENT);
  return { browser: firstOf(BROWSERS, text), system: firstOf(SYSTEMS, text) };
}
