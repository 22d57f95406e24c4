import { describe, expect, it } from "vitest";
import { essayEn } from "./bank-essay-en.ts";
import { essayJa, storyJa } from "./bank-ja.ts";
import { SELF_EN, SELF_JA } from "./bank-self.ts";
import { storyEn } from "./bank-story-en.ts";
import { type Bank, compose, lengthOf, seedOf, type Unit } from "./fit.ts";

const topics = ["a lighthouse", "a dragon who learns to code", "tea"];
const temas = ["灯台", "プログラミングを学ぶ竜", "お茶"];
const banks: [string, Bank, Unit, number][] = [
  ...topics.map((t): [string, Bank, Unit, number] => [`story: ${t}`, storyEn(t, seedOf(t)), "words", 3]),
  ...topics.map((t): [string, Bank, Unit, number] => [`essay: ${t}`, essayEn(t), "words", 3]),
  ...temas.map((t): [string, Bank, Unit, number] => [`story: ${t}`, storyJa(t, seedOf(t)), "characters", 12]),
  ...temas.map((t): [string, Bank, Unit, number] => [`essay: ${t}`, essayJa(t), "characters", 12]),
  ["self", SELF_EN, "words", 3],
  ["自己紹介", SELF_JA, "characters", 12],
];

describe("compose", () => {
  it.each(banks)("%s: has every length it is asked for", (_, bank, unit, from) => {
    for (let length = from; length <= 600; length++) {
      const text = compose(bank, length, unit, length * 7);
      expect(text && lengthOf(text, unit), `length ${length}`).toBe(length);
    }
    for (const length of [1000, 2347, 5000]) {
      expect(lengthOf(compose(bank, length, unit, 1) ?? "", unit)).toBe(length);
    }
  });

  it("says no sentence twice within 300 words", () => {
    for (let seed = 0; seed < 60; seed++) {
      const text = compose(storyEn("a comet", seed), 300, "words", seed) ?? "";
      const sentences = text.match(/[^.!?]+[.!?]”?/g)?.map((s) => s.trim()) ?? [];
      expect(new Set(sentences).size, text).toBe(sentences.length);
    }
  });

  it("leaves no slot unfilled and no word doubled", () => {
    for (const [, bank, unit] of banks) {
      const text = compose(bank, 500, unit, 3) ?? "";
      expect(text).not.toMatch(/undefined|\$\{|\{|\}|\b(\w+) \1\b/);
    }
  });

  it("gives different topics different stories, and the same topic the same", () => {
    const story = (topic: string) => compose(storyEn(topic, seedOf(topic)), 120, "words", seedOf(topic));
    expect(story("a fox")).toBe(story("a fox"));
    expect(story("a fox")).not.toBe(story("a whale"));
  });
});

describe("lengthOf", () => {
  it("counts words between spaces, and characters without line breaks", () => {
    expect(lengthOf("One two-three  “four”.\n\nFive", "words")).toBe(4);
    expect(lengthOf("空が\n青い。", "characters")).toBe(5);
  });
});
