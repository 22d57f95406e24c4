import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  AGUI_ARN,
  eventsOf,
  type Harness,
  HTTP_ARN,
  newSessionId,
  type Reply,
  startHarness,
} from "../fixtures/harness.ts";

let h: Harness;
/** One warm session per runtime: rules do not care which. */
const warm = { [AGUI_ARN]: newSessionId(), [HTTP_ARN]: newSessionId() };
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => h.local("DELETE", "faults"));
afterAll(() => h.close());

const types = (reply: Reply) => eventsOf(reply.body).map(({ type }) => type);
const WORD = "TEXT_MESSAGE_CONTENT";

describe("what a rule matches", () => {
  const statusOf = async (call: Parameters<Harness["invoke"]>[1] = {}, body: unknown = {}) =>
    (await h.invoke(body, { sessionId: warm[AGUI_ARN], ...call })).status;
  const fault = (match: object, more: object = {}) => h.faults([{ kind: "status", status: 503, match, ...more }]);

  test("a person, a session, a runtime", async () => {
    const other = newSessionId();
    await fault({ sub: "bob" });
    expect([await statusOf(), await statusOf({ sub: "bob" })]).toEqual([200, 503]);
    await fault({ sessionId: other });
    expect([await statusOf(), await statusOf({ sessionId: other })]).toEqual([200, 503]);
    await fault({ arn: HTTP_ARN });
    expect([await statusOf(), await statusOf({ arn: HTTP_ARN })]).toEqual([200, 503]);
  });

  test("the nth of those that match, and a number of times", async () => {
    await fault({ sub: "bob", nth: 2 });
    const bob = { sub: "bob" };
    expect([await statusOf(bob), await statusOf(), await statusOf(bob), await statusOf(bob)]).toEqual([
      200, 200, 503, 200,
    ]);
    await fault({}, { times: 2 });
    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([503, 503, 200]);
  });

  test("runs but not commands, or one command", async () => {
    await fault({ command: null });
    expect([await statusOf(), await statusOf({}, { command: "stop" })]).toEqual([503, 200]);
    await fault({ command: "stop" });
    expect([await statusOf(), await statusOf({}, { command: "stop" })]).toEqual([200, 503]);
  });

  test("a session that is started ahead only when asked for", async () => {
    await fault({}, { times: 1 });
    expect([await statusOf({}, { command: "warm" }), await statusOf()]).toEqual([200, 503]);
    await fault({ command: "warm" });
    expect([await statusOf(), await statusOf({}, { command: "warm" })]).toEqual([200, 503]);
  });

  test("StopRuntimeSession only when asked for, in AWS's JSON", async () => {
    const sessionId = newSessionId();
    await statusOf({ sessionId });
    await fault({ op: "stop" }, { times: 1 });
    expect(await statusOf({ sessionId })).toBe(200);
    const refused = await h.stop(sessionId);
    expect([refused.status, refused.headers["x-amzn-errortype"]]).toEqual([503, "InternalServerException"]);
    await fault({});
    expect((await h.stop(sessionId)).status).toBe(200);
  });

  test("several rules apply together, and the list counts", async () => {
    await h.faults([
      { id: "slow", kind: "delayEvents", ms: 5 },
      { kind: "duplicate", event: 0 },
      { kind: "endEvents", after: 3, match: { sub: "bob" } },
    ]);
    const reply = await h.invoke({ do: "stream", events: 3 }, { sub: "bob", sessionId: warm[AGUI_ARN] });
    expect(types(reply)).toEqual(["RUN_STARTED", "RUN_STARTED", WORD]);
    await h.invoke({ do: "stream" }, { sessionId: warm[AGUI_ARN] });
    expect(await h.local("GET", "faults")).toMatchObject([
      { id: "slow", seen: 2, applied: 2 },
      { id: "fault-2", seen: 2, applied: 2 },
      { id: "fault-3", seen: 1, applied: 1 },
    ]);
  });
});

describe("rules that are refused", () => {
  test.each<[string, unknown]>([
    ["an unknown kind", [{ kind: "explode" }]],
    ["a misspelt key", [{ kind: "delay", ms: 1, tims: 1 }]],
    ["a misspelt match", [{ kind: "delay", ms: 1, match: { user: "bob" } }]],
    ["a missing parameter", [{ kind: "cutEvents" }]],
    ["a status nobody gives", [{ kind: "status", status: 418 }]],
    ["no list", { kind: "empty" }],
    ["no JSON", undefined],
  ])("%s", async (_name, rules) => {
    await h.faults([{ kind: "empty", id: "stays" }]);
    await expect(h.local("PUT", "faults", rules)).rejects.toThrow("400");
    expect(await h.local("GET", "faults")).toMatchObject([{ id: "stays" }]);
  });
});
