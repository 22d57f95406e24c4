import { describe, expect, it } from "vitest";
import { languageOf } from "./language.ts";
import { estimateTokens, pieces } from "./segments.ts";

describe("pieces", () => {
  it.each([
    ["Hello there, world.", ["Hello", " there,", " world."]],
    ["- one\n- two\n\n```ts\nx  = 1\n```\n", undefined],
    ["  leading and trailing  ", undefined],
    ["東京は今、午後3時です。", undefined],
    ["", []],
  ])("cuts %j without losing a character", (text, expected) => {
    const cut = pieces(text);
    expect(cut.join("")).toBe(text);
    if (expected) expect(cut).toEqual(expected);
  });

  it("cuts Japanese into words, never one long piece", () => {
    const cut = pieces("今日はとても良い天気なので、散歩に行きましょう。");
    expect(cut.length).toBeGreaterThan(6);
    expect(Math.max(...cut.map((piece) => piece.length))).toBeLessThan(8);
  });
});

describe("languageOf", () => {
  it.each([
    ["What time is it?", "en"],
    ["今何時？", "ja"],
    ["トーキョー", "ja"],
    ["Say hello in Japanese", "ja"],
    ["日本語で自己紹介して", "ja"],
    ["英語で答えて：東京は今何時？", "en"],
    ["1+1", "en"],
    ["", "en"],
  ])("%s", (text, language) => {
    expect(languageOf(text)).toBe(language);
  });
});

describe("estimateTokens", () => {
  it("grows with the text, and counts a Japanese character for more than a Latin one", () => {
    expect(estimateTokens("")).toBe(0);
    expect(estimateTokens("word ".repeat(100))).toBe(125);
    expect(estimateTokens("日本語")).toBeGreaterThan(estimateTokens("abc"));
  });
});
