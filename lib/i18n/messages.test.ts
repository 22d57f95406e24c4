import { createTranslator, type Messages } from "next-intl";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../errors";
import en from "./messages/en.json";
import ja from "./messages/ja.json";

/** Every sentence by its dotted key. */
function flat(value: unknown, prefix = ""): Map<string, string> {
  if (typeof value === "string") return new Map([[prefix, value]]);
  return new Map(
    Object.entries(value as object).flatMap(([key, part]) => [...flat(part, prefix ? `${prefix}.${key}` : key)]),
  );
}

/** Names in braces that stand for a value: `{name}`, `{count, plural, …}`. */
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\s*[,}]/g)].map((match) => match[1]).sort();

const [english, japanese] = [flat(en), flat(ja)];

describe("the site's words", () => {
  it("are the same set in both languages", () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each([
    ["en", english],
    ["ja", japanese],
  ])("are all there in %s", (_locale, messages) => {
    for (const [key, text] of messages) expect(text.trim(), key).not.toBe("");
  });

  it("have the same values to fill in", () => {
    for (const [key, text] of english) {
      expect([...new Set(placeholders(japanese.get(key) ?? ""))], key).toEqual([...new Set(placeholders(text))]);
    }
  });

  it.each([
    ["en", en],
    ["ja", ja],
  ] as const)("can all be formatted in %s", (locale, messages) => {
    const problems: string[] = [];
    const t = createTranslator({
      locale,
      messages: messages as Messages,
      onError: (error) => problems.push(error.message),
    });
    const say = t as (key: string, values: Record<string, string | number>) => string;
    for (const [key, text] of flat(messages)) {
      const values = Object.fromEntries(
        placeholders(text).map((name) => [name, ["seconds", "done", "total"].includes(name ?? "") ? 3 : "X"]),
      );
      expect(say(key, values), key).not.toMatch(/[{}]/);
    }
    expect(problems).toEqual([]);
  });

  it("are Japanese in Japanese", () => {
    const same = [...english].filter(([key, text]) => japanese.get(key) === text).map(([key]) => key);
    expect(same).toEqual(["app.name", "chat.agent"]);
  });

  it("have a sentence for each error code, and none for a code that does not exist", () => {
    expect(Object.keys(en.errors).sort()).toEqual([...ERROR_CODES].sort());
  });
});
