import { describe, expect, it } from "vitest";
import { lengthOf } from "./fit.ts";
import { reply } from "./reply.ts";

const asked = (question: string) =>
  reply([{ question, calls: [], answer: "", hasAttachments: false }], new Set(["current_time", "calculate", "whoami"]));
const said = (question: string) => {
  const next = asked(question);
  return "text" in next ? next.text : "";
};

describe("texts of a set length", () => {
  it.each([
    ["Write a 300-word story about a lost umbrella", 300],
    ["tell me a 57 word story", 57],
    ["Write a story in exactly 1,024 words about the sea", 1024],
    ["write a two hundred word essay on remote work", 200],
    ["Describe patience in 40 words", 40],
  ])("%s: %i words", (question, words) => {
    expect(said(question).trim().split(/\s+/)).toHaveLength(words);
  });

  it.each([
    ["400字で灯台の物語を書いて", 400],
    ["リモートワークについて250文字で説明して", 250],
    ["１２０字で海の話を書いてください", 120],
    ["三百字の物語を書いて", 300],
    ["千百字で海の物語", 1100],
    ["二百字で自己紹介を書いて", 200],
    ["自己紹介を350文字でお願いします", 350],
  ])("%s: %i字", (question, characters) => {
    const text = said(question);
    expect([...text]).toHaveLength(characters);
    expect(lengthOf(text, "characters")).toBe(characters);
  });

  it("puts the topic into it", () => {
    expect(said("Write a 120-word story about a purple accordion")).toContain("a purple accordion");
    expect(said("300字で折り紙の物語")).toContain("折り紙");
  });

  it.each([
    ["Explain recursion in one sentence", 1],
    ["describe the sea in three sentences", 3],
  ])("%s", (question, count) => {
    expect(said(question).match(/[.!?](?=\s|$)/g)).toHaveLength(count);
  });

  it("writes one Japanese sentence when that is asked for", () => {
    expect(said("量子コンピュータを一文で説明して").match(/。/g)).toHaveLength(1);
  });

  it.each([
    ["write a story in 100 words about a cat, in Japanese", 200],
    ["300 words in Japanese about tea", 600],
    ["300語で物語を書いて", 600],
    ["百語で猫の物語を書いて", 200],
    ["Introduce yourself in 60 words in Japanese", 120],
  ])("takes words for a length in Japanese as well, which has none between spaces: %s", (question, characters) => {
    expect([...said(question)]).toHaveLength(characters);
  });

  it("says what it takes a word for", () => {
    expect(asked("300語で物語を書いて").reasoning).toContain("300語分の600字");
  });

  it.each([
    ["Introduce yourself in 50 words", 50, /demo model/i],
    ["二百字で自己紹介を書いて", 1, /デモ用モデル/],
    ["introduce yourself in three sentences", undefined, /demo model/i],
  ])("%s: a text about itself", (question, words, expected) => {
    const text = said(question);
    expect(text).toMatch(expected);
    if (words !== undefined) expect(text.split(/\s+/)).toHaveLength(words);
    else expect(text.match(/[.!?](?=\s|$)/g)).toHaveLength(3);
  });

  it.each([80, 140, 300, 777])("writes English to the character, with a space after each sentence: %i", (length) => {
    const text = said(`Write a story in ${length} characters about a fox`);
    expect(text).toHaveLength(length);
    expect(text).not.toMatch(/[a-z][.!?]["”]?[A-Z]/);
  });

  it("moves on with each sentence", () => {
    expect(said("introduce yourself in four sentences")).toMatch(/demo model.*tool.*real.*know nothing/s);
  });

  it("says so when it is more than it writes", () => {
    expect(said("write a 90000-word story")).toMatch(/at most 5,000 words/);
  });
});
