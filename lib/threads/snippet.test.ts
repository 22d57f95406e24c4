import { describe, expect, it } from "vitest";
import { snippetOf } from "./snippet";

/** The snippet with its hits in brackets. */
const marked = (text: string, query: string) => {
  const snippet = snippetOf(text, query);
  if (!snippet) return null;
  let shown = "";
  let at = 0;
  for (const [start, end] of snippet.hits) {
    shown += `${snippet.text.slice(at, start)}[${snippet.text.slice(start, end)}]`;
    at = end;
  }
  return shown + snippet.text.slice(at);
};

describe("a snippet", () => {
  it.each([
    ["The quick brown fox", "QUICK fo", "The [quick] brown [fo]x"],
    ["one\n\n  two\tthree", "two", "one [two] three"],
    ["来週の東京出張と東京会議", "東京", "来週の[東京]出張と[東京]会議"],
    ["東の京都と東京", "東京都", "東の[京都]と[東京]"],
    ["Deploy東京v2", "v2 東京", "Deploy[東京v2]"],
    ["ｻｰﾊﾞｰは Ｆｕｌｌ", "サーバー full", "[ｻｰﾊﾞｰ]は [Ｆｕｌｌ]"],
    ["ｶﾞｽとか\u3099く", "ガ が", "[ｶﾞ]ｽと[か\u3099]く"],
    ["cafe\u0301 ok", "café", "[cafe\u0301] ok"],
    ["👩‍💻 party 🎉", "party", "👩‍💻 [party] 🎉"],
    ["ﷺ ok", "ok", "ﷺ [ok]"],
    ["x \ud83d y nul\0l", "y null", "x \ufffd [y] [null]"],
    ["aaaa ああああ", "ああ", "aaaa [ああああ]"],
    ["東京", "東", "[東]京"],
  ])("of %j for %j marks what was found", (text, query, expected) => {
    expect(marked(text, query)).toBe(expected);
  });

  it.each([
    ["", "a"],
    ["quick", "uick"],
    ["quick", ""],
    ["quick", "🎉"],
    ["東京", "京東"],
  ])("of %j for %j is none", (text, query) => {
    expect(snippetOf(text, query)).toBeNull();
  });

  it("shows the surroundings of the most telling word, and says what it left out", () => {
    const text = `the ${"filler ".repeat(100)}then the budget of 2025 ${"and more ".repeat(100)}`;
    const shown = marked(text, "the budget");
    expect(shown).toMatch(/^….*\[the\] \[budget\] of 2025.*…$/);
    expect(shown?.length).toBeLessThan(160);
  });

  it("finds a word wherever it is in a long text, and cuts no grapheme in half", () => {
    for (const filler of ["あ", "👩‍👩‍👧‍👦", "e\u0301", "x "]) {
      for (const before of [0, 1, 490, 1_000, 1_990, 1_999, 2_000, 2_001, 2_299, 2_300, 6_000]) {
        const snippet = snippetOf(`${filler.repeat(before)} needle ${filler.repeat(500)}`, "needle");
        expect(snippet, `${filler} ${before}`).not.toBeNull();
        const [hit] = snippet?.hits ?? [];
        expect(snippet?.text.slice(...(hit ?? [0, 0]))).toBe("needle");
        expect(snippet?.text.isWellFormed()).toBe(true);
        const around = new Set([...new Intl.Segmenter().segment(snippet?.text ?? "")].map(({ segment }) => segment));
        for (const grapheme of around) expect(`…needle ${filler}`).toContain(grapheme);
      }
    }
  });

  it("is quick in a text of a megabyte without the word at its beginning", () => {
    const text = `${"日本語のとても長い文章です。".repeat(70_000)}目的地`;
    const begin = performance.now();
    expect(marked(text, "目的地")).toContain("[目的地]");
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
