import { expect, it } from "vitest";
import { createDice } from "../../e2e/support/seed";
import { judge } from "./fuzz-answer.testing";
import { breakRequest, validRequest } from "./fuzz-request.testing";
import { type Answers, missingNames, ROUTE_TABLE, type TableCall } from "./route-table.testing";

// The tools of e2e/processes/fuzz.spec.ts, which only finds what these can make and see.

const calls = Object.entries(ROUTE_TABLE).flatMap(([key, { calls }]) =>
  calls.map((call): [string, { key: string; call: TableCall }] => [`${key} ${call.title}`, { key, call }]),
);
const identity = { cookie: "session=x", origin: "http://localhost:3000" };

it("every route of the table has a call to break", () => {
  for (const [key, { calls }] of Object.entries(ROUTE_TABLE)) expect(calls.length, key).toBeGreaterThan(0);
});

it.each(calls)("%s: says what it sends where its verb has something to say", (_, { key, call }) => {
  if (/^(POST|PUT|PATCH) /.test(key)) expect(call.body?.(missingNames())).toBeDefined();
});

it.each(calls)("%s: is broken in one place, in the same way for the same seed", (_, { key, call }) => {
  const valid = validRequest(key, call, missingNames(), identity);
  for (let number = 0; number < 20; number++) {
    const { request, what } = breakRequest(valid, createDice(`${number}`));
    const again = breakRequest(valid, createDice(`${number}`));
    expect([again.what, again.request.path]).toEqual([what, request.path]);
    // Not by `toEqual`, which takes seconds for a body of megabytes.
    expect(request.body?.equals(again.request.body ?? Buffer.alloc(0)) ?? true, what).toBe(true);
    const changed = [
      request.path !== valid.path,
      // A body where none is asked for comes with its type.
      !valid.body && request.body ? true : JSON.stringify(request.headers) !== JSON.stringify(valid.headers),
      valid.body !== undefined && !request.body?.equals(valid.body),
    ].filter(Boolean).length;
    // Now and then what is put in is what was there.
    expect(changed, what).toBeLessThanOrEqual(1);
    if (valid.body && changed === 0) expect(what).not.toMatch(/missing|has also|cut short/);
  }
});

const error = { code: "NOT_FOUND", message: "m", requestId: "00000000-0000-4000-8000-000000000000" };
const json = (status: number, body: unknown) => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

it.each<[string, Parameters<typeof judge>[0], Answers, number]>([
  ["an error of the site's", json(404, error), "anything", 0],
  ["an error with another's status", json(400, error), "anything", 1],
  ["an error that says more", json(404, { ...error, more: "x" }), "anything", 1],
  ["a failure", json(500, { ...error, code: "INTERNAL" }), "anything", 1],
  ["an exception's text", json(200, { message: "TypeError: x" }), "anything", 1],
  [
    "a stack",
    { status: 200, headers: { "content-type": "text/event-stream" }, body: "x\n    at f (a.js:1:2)" },
    "events",
    1,
  ],
  [
    "a stream that failed",
    { status: 200, headers: { "content-type": "text/event-stream" }, body: '{"code":"INTERNAL"}' },
    "events",
    1,
  ],
  ["no file", json(200, {}), "file", 1],
  ["a redirect elsewhere", { status: 308, headers: { location: "//evil.example" }, body: "" }, "anything", 1],
  ["a redirect here", { status: 308, headers: { location: "/api/threads" }, body: "" }, "anything", 0],
])("%s", (_, answer, answers, problems) => {
  expect(judge(answer, answers).problems).toHaveLength(problems);
});

it("counts as past the guards only what the route itself has looked at", () => {
  expect(judge(json(400, { ...error, code: "BAD_REQUEST" }), "anything").reached).toBe("guard");
  expect(judge(json(400, { ...error, code: "BAD_REQUEST", fields: [] }), "anything").reached).toBe("route");
  expect(judge(json(403, { ...error, code: "FORBIDDEN_ORIGIN" }), "anything").reached).toBe("guard");
  expect(judge(json(404, error), "anything").reached).toBe("route");
});
