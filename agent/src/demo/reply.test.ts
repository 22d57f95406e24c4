import { describe, expect, it } from "vitest";
import { reply } from "./reply.ts";
import type { Call, Turn } from "./turns.ts";

const ALL = new Set(["current_time", "calculate", "whoami", "add_task", "complete_task", "remove_task", "list_tasks"]);
const turn = (question: string, calls: Call[] = [], answer = ""): Turn => ({
  question,
  calls,
  answer,
  hasAttachments: false,
});
const done = (name: string, value: unknown, input: unknown = {}): Call => ({
  id: name,
  name,
  input,
  result: { value, failed: false },
});
const said = (question: string, before: Turn[] = [], offered = ALL) => {
  const next = reply([...before, turn(question)], offered);
  return "text" in next ? next.text : "";
};
const called = (question: string, offered = ALL, before: Turn[] = []) => {
  const next = reply([...before, turn(question)], offered);
  return "calls" in next ? next.calls.map(({ name, input }) => [name, ...Object.values(input)].join(" ")) : [];
};
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

describe("the time at another moment", () => {
  it.each([
    ["When it is 7pm in Madrid, what time is it in Perth?", "I can only tell the current time"],
    ["what is the date tomorrow in Suva?", "I can only tell the current time"],
    ["What day was it two days ago?", "I can only tell the current time"],
    ["what time is it in Lima in 3 hours?", "I can only tell the current time"],
    ["マドリードが19時のとき、パースは何時？", "お答えできるのは現在の日時だけ"],
    ["明後日は何曜日？", "お答えできるのは現在の日時だけ"],
  ])("is not told: %s", (question, expected) => {
    expect(called(question)).toEqual([]);
    expect(said(question)).toContain(expected);
  });

  it("does not keep the current time from being told beside it", () => {
    const question = "What time is it in Lima? I call them tomorrow.";
    expect(called(question)).toEqual(["current_time America/Lima"]);
    expect(called("What time is it in Perth? What day is it tomorrow?")).toEqual(["current_time Australia/Perth"]);
    expect(called("add “call Eva tomorrow at 7pm” to my tasks and what time is it in Perth?")).toEqual([
      "add_task call Eva tomorrow at 7pm",
      "current_time Australia/Perth",
    ]);
  });
});

describe("planning tool calls", () => {
  it.each([
    [
      "what time is it in Lagos and what is 17.5% of 2,340?",
      ["current_time Africa/Lagos", "calculate 17.5 / 100 * 2340"],
    ],
    ["Who am I, and what's 3^7?", ["calculate 3^7", "whoami"]],
    ["東京とニューヨークは今何時？", ["current_time Asia/Tokyo", "current_time America/New_York"]],
    ["1234×56は？", ["calculate 1234 * 56"]],
    ["私は誰？", ["whoami"]],
    ["タスクに牛乳を買うを追加して", ["add_task 牛乳を買う"]],
    ["what is my email?", ["whoami"]],
    ["僕の名前は何ですか", ["whoami"]],
    ["パリは何時？あと、12かける12は？", ["current_time Europe/Paris", "calculate 12 * 12"]],
    ["add a task: check 3 + 4 in Oslo", ["add_task check 3 + 4 in Oslo"]],
    ["what time is it in Tokyo, Japan?", ["current_time Asia/Tokyo"]],
    ["What's 15% of 80 and 15% of 80?", ["calculate 15 / 100 * 80"]],
  ])("%s", (question, expected) => {
    expect(called(question)).toEqual(expected);
  });

  it.each(["write a 50-word story about 3 + 4 mice in Paris", "translate that", "what can you do?"])(
    "calls nothing for %j",
    (question) => {
      expect(called(question)).toEqual([]);
    },
  );

  it("calls only tools that are offered", () => {
    const question = "what time is it in Lima and what is 6*7 and who am I?";
    expect(called(question, new Set(["calculate"]))).toEqual(["calculate 6*7"]);
    expect(called(question, new Set())).toEqual([]);
    expect(said(question, [], new Set())).toMatch(/can't answer/);
  });

  it("understands a place on its own after a question about time", () => {
    const before = [turn("time in Oslo?", [done("current_time", {})])];
    expect(called("and in Nairobi?", ALL, before)).toEqual(["current_time Africa/Nairobi"]);
    expect(called("and in Nairobi?", ALL, [turn("hello")])).toEqual([]);
  });

  it("thinks aloud before, in the language it is asked in, naming what it will call", () => {
    const thought = (question: string) => reply([turn(question)], ALL).reasoning ?? "";
    expect(thought("time in Lagos?")).toMatch(/current_time \(Africa\/Lagos\)/);
    expect(thought("time in Lagos?")).not.toMatch(JAPANESE);
    expect(thought("ラゴスは何時？")).toMatch(/current_time（Africa\/Lagos）.*答えます/);
    expect(thought("Write a 77-word story about tea")).toContain("77 words");
    expect(thought("99字でお茶の物語")).toContain("99字");
  });

  it("answers from the results, once they are there", () => {
    const asked = turn("2+2?", [done("calculate", { expression: "2+2", result: "5" })]);
    expect(reply([asked], ALL)).toEqual({ text: "2+2 = **5**" });
  });
});

describe("forms", () => {
  const bullets = (text: string) => text.split("\n").filter((line) => line.startsWith("- "));

  it.each([
    ["Give me three bullet points about remote work", 3],
    ["5 tips for better sleep", 5],
    ["睡眠について箇条書きで4つ", 4],
    ["list 6 fruits", 6],
    ["果物を5つ挙げて", 5],
    ["bullet points on hiring", 3],
  ])("%s: %i points", (question, count) => {
    expect(bullets(said(question))).toHaveLength(count);
  });

  it("gives what there is, and says that it is not more", () => {
    const text = said("list 20 oceans");
    expect(bullets(text)).toHaveLength(5);
    expect(text).toContain("5, not 20");
  });

  it.each(["Write a Python function that reverses a string", "Pythonで文字列を逆順にする関数を書いて"])(
    "%s",
    (question) => {
      expect(said(question)).toMatch(/^```python\ndef reverse[\s\S]+```/);
    },
  );

  it("gives the language that is asked for, and says when it has none", () => {
    expect(said("fibonacci function in rust")).toContain("```rust");
    expect(said("write a palindrome function in Rust")).toMatch(/no rust sample/i);
    expect(said("write a function that brews coffee")).toMatch(/no sample for that/);
  });

  it("makes a Markdown table with a row for each thing", () => {
    const lines = said("make a markdown table comparing tea, coffee and water").split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe("| --- | --- | --- |");
    expect(lines.slice(2).map((line) => line.split(" | ")[0])).toEqual(["| tea", "| coffee", "| water"]);
  });

  it("makes a table as large as it is asked for", () => {
    const lines = said("make a table with 4 columns and 5 rows").split("\n");
    expect(lines).toHaveLength(7);
    for (const line of lines) expect(line.match(/\|/g)).toHaveLength(5);
    expect(said("create a table of planets")).toContain("| 3 | Earth | 5 |");
    expect(said("季節の表を作って")).toContain("| 1 | 春 | 1 |");
  });

  it("writes a poem and a haiku", () => {
    expect(said("a haiku about rain").split("\n").filter(Boolean)).toHaveLength(4);
    expect(said("write a poem about the moon")).toContain("the moon");
  });
});

describe("talking", () => {
  it.each(["who are you?", "which model are you?", "are you a real AI?", "あなたは誰？", "自己紹介してください"])(
    "%s: says that it is a demo model",
    (question) => {
      expect(said(question)).toMatch(/demo model|デモ用モデル/);
    },
  );

  it.each(["Who won the world cup in 1998?", "首相は誰ですか", "What's the weather like?", "明日の天気は？"])(
    "%s: says plainly that it cannot answer, and what it can do",
    (question) => {
      expect(said(question)).toMatch(/can't answer|お答えできません/);
      expect(said(question)).toMatch(/^- /m);
    },
  );

  it("says that it cannot see an attachment", () => {
    const next = reply([{ ...turn("what is in this picture?"), hasAttachments: true }], ALL);
    expect("text" in next && next.text).toMatch(/can't see attachments/);
  });

  it.each([
    ["hello", false],
    ["こんにちは", true],
    ["what can you do?", false],
    ["何ができますか", true],
    ["Who wrote Hamlet?", false],
    ["Write a story about a cat", false],
    ["猫の物語を書いて", true],
    ["introduce yourself in Japanese", true],
    ["ありがとう", true],
  ])("%s: is answered in the language it was asked in", (question, inJapanese) => {
    const text = said(question);
    expect(text.length).toBeGreaterThan(5);
    expect(JAPANESE.test(text.replace(/「[^」]*」/g, ""))).toBe(inJapanese);
  });

  it("remembers what was asked", () => {
    const before = [turn("time in Lima?"), turn("What is 6 * 7?")];
    expect(said("what did I just ask?", before)).toContain("What is 6 * 7?");
    expect(said("What was my first question?", before)).toContain("time in Lima?");
    expect(said("前に何を聞いた？", [turn("東京は何時？")])).toContain("東京は何時？");
    expect(said("what did I ask before?")).toContain("first thing you have asked");
  });

  it("gives its last answer again in the other language, from the same results", () => {
    const lima = { timeZone: "America/Lima", iso: "2030-05-06T07:08:09-05:00", weekday: "Monday", utcOffset: "-05:00" };
    const before = [turn("time in Lima?", [done("current_time", lima)])];
    expect(said("translate that into Japanese", before)).toContain("2030年5月6日");
    expect(said("translate that", [turn("hello")])).toContain("こんにちは");
    expect(said("英語で言って", [turn("こんにちは")])).toContain("Hello!");
    expect(said("translate this: bonjour")).toMatch(/can't translate/);
  });
});
