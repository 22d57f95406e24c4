import { expect, it } from "vitest";
import { prettyJson } from "./pretty-json";

it.each([
  [{ a: [1, "two", null, true, { b: {} }, []], c: -1.5e-7 }],
  [[]],
  [{}],
  [[[], {}, [[]]]],
  ["text"],
  [5],
  [{ 'key "with" {[,:]} \\ signs': 'and "a" {[,:]} \\\\ value\n\u2028' }],
])("lays %j out as JSON.stringify does", (value) => {
  for (const text of [JSON.stringify(value), JSON.stringify(value, null, 7), ` \r\n\t${JSON.stringify(value)}\n`])
    expect(prettyJson(text)).toBe(JSON.stringify(value, null, 2));
});

it.each([
  "12345678901234567890",
  "1e999",
  "1.10",
  "-0.0",
  '{"a":1,"a":2}',
  '{"b":1,"10":2,"9":3}',
  '{"__proto__":{"x":1},"constructor":2}',
  '{"price":1.0,"id":9007199254740993}',
])("changes nothing but the space in %s", (text) => {
  expect(prettyJson(text)?.replace(/\s/g, "")).toBe(text);
});

it("shows escaped characters as themselves, but for those that would end a line or are half", () => {
  expect(prettyJson('"\\u6771\\u4eac \\/ \\n \\u0000 \\ud83d"')).toBe('"東京 / \\n \\u0000 \\ud83d"');
});

it.each(["", "{broken", "{'a':1}", "[1,]", "NaN", "plain words", '"open', "`".repeat(200_000)])(
  "is not for what is not JSON: %j",
  (text) => {
    expect(prettyJson(text)).toBeNull();
  },
);

it("does not explode", () => {
  const deep = `${"[".repeat(3_000)}${"]".repeat(3_000)}`;
  expect(prettyJson(deep)).toBeNull();
  expect(prettyJson(`${"[".repeat(40)}${"1,".repeat(40_000)}1${"]".repeat(40)}`)).toBeNull();
  expect(prettyJson(JSON.stringify("x".repeat(200_000)))).toBeNull();
  // As deep as a person's data is, it is laid out.
  expect(prettyJson('{"a":{"b":{"c":{"d":{"e":[{"f":1}]}}}}}')?.split("\n")).toHaveLength(15);
});
