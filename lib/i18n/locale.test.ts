import { expect, it } from "vitest";
import { resolveLocale } from "./locale";

it.each([
  ["ja", "en", "ja"],
  ["xx", "ja-JP,ja;q=0.9", "ja"],
  [null, "fr-FR, ja;q=0.5, en;q=0.4", "ja"],
  [null, "en-US,en;q=0.9,ja;q=0.8", "en"],
  [undefined, "ja;q=0, en", "en"],
  [undefined, "de", "en"],
  [undefined, null, "en"],
  ["__proto__", ";;;,,q=", "en"],
])("cookie %s, browser %s → %s", (cookie, header, expected) => {
  expect(resolveLocale(cookie, header)).toBe(expected);
});
