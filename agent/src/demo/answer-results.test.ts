import { describe, expect, it } from "vitest";
import { answerFromResults } from "./answer-results.ts";
import type { Call } from "./turns.ts";

const call = (name: string, value: unknown, input: unknown = {}, failed = false): Call => ({
  id: "1",
  name,
  input,
  result: { value, failed },
});
const answer = (question: string, calls: Call[], language: "en" | "ja" = "en") =>
  answerFromResults({ question, calls, hasAttachments: false, answer: "" }, language);

const lagos = { timeZone: "Africa/Lagos", iso: "2031-03-04T15:06:07+01:00", weekday: "Tuesday", utcOffset: "+01:00" };

describe("answerFromResults", () => {
  it("tells the time of the result, not of this machine", () => {
    expect(answer("time in Lagos?", [call("current_time", lagos)])).toBe(
      "In Lagos it is **3:06 pm** on Tuesday, 4 March 2031 (Africa/Lagos, UTC+01:00).",
    );
    expect(answer("ラゴスは何時？", [call("current_time", lagos)], "ja")).toBe(
      "ラゴスは2031年3月4日（火曜日）**15:06** です（Africa/Lagos, UTC+01:00）。",
    );
  });

  it.each([
    ["Etc/GMT-7", "+07:00", "In UTC+7 it is **3:06 pm** on Tuesday, 4 March 2031 (UTC+07:00)."],
    ["Etc/GMT+11", "-11:00", "In UTC-11 it is **3:06 pm** on Tuesday, 4 March 2031 (UTC-11:00)."],
  ])("calls %s by its offset, whose sign is the other way round", (timeZone, utcOffset, expected) => {
    const result = { ...lagos, timeZone, utcOffset, iso: `2031-03-04T15:06:07${utcOffset}` };
    expect(answer("time there?", [call("current_time", result)])).toBe(expected);
  });

  it("repeats the calculator's result, right or wrong", () => {
    expect(answer("2+2", [call("calculate", { expression: "2+2", result: "5" })])).toBe("2+2 = **5**");
  });

  it("answers each of several calls on a line of its own", () => {
    const text = answer("both", [call("current_time", lagos), call("calculate", { expression: "1+1", result: "2" })]);
    expect(text.split("\n")).toHaveLength(2);
    expect(text).toMatch(/^- In Lagos .*\n- 1\+1 = \*\*2\*\*$/);
  });

  it("says that a tool failed, and why, in the tool's words", () => {
    const value = { error: { code: "UNKNOWN_TIME_ZONE", message: "No such zone." } };
    expect(answer("?", [call("current_time", value, { timeZone: "Atlantis" })])).toBe(
      "I could not do that for “Atlantis”: the tool `current_time` failed. No such zone.",
    );
  });

  it.each([
    [
      "current_time",
      "UNKNOWN_TIME_ZONE",
      "アトランティス",
      /^「アトランティス」の時刻は調べられませんでした。.*タイムゾーン/,
    ],
    ["calculate", "BAD_EXPRESSION", "3 / 0", /^「3 \/ 0」は計算できませんでした。.*割り算/],
    ["calculate", "LIMIT", "9999!", /計算できませんでした。.*大きすぎ/],
    ["add_task", "LIMIT", "牛乳", /^「牛乳」は追加できませんでした。.*いっぱい/],
    ["complete_task", "NOT_FOUND", "牛乳", /完了にできませんでした。.*一覧にありません/],
    ["remove_task", "AMBIGUOUS", "牛乳", /削除できませんでした。.*複数/],
    ["list_tasks", "TOOL_FAILED", undefined, /できませんでした。.*問題/],
    ["calculate", "STOPPED", "1 + 1", /止められました/],
    ["calculate", "A_CODE_OF_TOMORROW", "1 + 1", /問題/],
  ])("says in Japanese alone that %s failed with %s", (name, code, asked, expected) => {
    const value = { error: { code, message: "Some English sentence." } };
    const line = answer("は？", [call(name, value, asked === undefined ? {} : { it: asked })], "ja");
    expect(line).toMatch(expected);
    expect(line).not.toContain("English");
  });

  it("says it in Japanese as well when the failure is a text", () => {
    const line = answer("は？", [call("calculate", "Error: out of order", { expression: "1+1" }, true)], "ja");
    expect(line).toBe("「1+1」は計算できませんでした。ツールの中で問題が起きました。");
  });

  it("says so as well when the failure is a text", () => {
    expect(answer("?", [call("calculate", "Error: out of order", { expression: "1" }, true)])).toContain(
      "out of order",
    );
  });

  it("names the person, and only with what is known", () => {
    const claims = { signedIn: true, sub: "auth0|1", name: "Ngozi", issuer: "https://i.example/" };
    expect(answer("who am I", [call("whoami", claims)])).toBe(
      "You are signed in as **Ngozi**.\n\n- Name: Ngozi\n- Subject: auth0|1\n- Issued by: https://i.example/",
    );
    expect(answer("私は誰", [call("whoami", { signedIn: true, sub: "u2" })], "ja")).toContain("**u2** さん");
    expect(answer("who am I", [call("whoami", { signedIn: false })])).toContain("no access token");
  });

  it("tells what became of a task, its title as it is", () => {
    const result = { task: { id: "1", title: "buy $& milk", done: false }, tasks: [{ done: false }, { done: true }] };
    expect(answer("", [call("add_task", result)])).toBe("Added **buy $& milk** to your tasks. 1 open.");
    expect(answer("", [call("complete_task", result)], "ja")).toContain("を完了にしました");
    expect(answer("", [call("list_tasks", { tasks: [{ title: "a", done: true }] })])).toContain("- [x] a");
    expect(answer("", [call("list_tasks", { tasks: [] })], "ja")).toBe("タスクはまだありません。");
  });
});
