import { expect, it } from "vitest";
import { jsonFault } from "./json-fault";

it.each([
  ["[{", 1, 3],
  ['[{"id":"a",}]', 1, 12],
  ['[{"id":"a"} {"id":"b"}]', 1, 13],
  ['[{"id":"a"},]', 1, 13],
  ["[{'id':1}]", 1, 3],
  ["[{id:1}]", 1, 3],
  ['[{"id" 1}]', 1, 8],
  ["[undefined]", 1, 2],
  ["[01]", 1, 2],
  ['["open]', 1, 2],
  ['["\\x"]', 1, 2],
  ["[]]", 1, 3],
  ["", 1, 1],
  ['[\n  {"id": "a"},\n  {"id": nul}\n]', 3, 10],
])("%s breaks off at line %i, column %i", (text, line, column) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(jsonFault(text)).toEqual({ line, column });
});

it.each(["[]", ' [ 1 , -0.5e+3, true, null, "é\\u00e9\\n", {"a":{"b":[]}}, {} ] ', '"text"'])(
  "finds nothing in %s",
  (text) => {
    JSON.parse(text);
    expect(jsonFault(text)).toBeNull();
  },
);

it("does not fail on what is nested too deep to be looked through", () => {
  expect(jsonFault(`${"[".repeat(100_000)}x`)).toBeNull();
});
