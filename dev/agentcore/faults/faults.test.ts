import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { AGUI_ARN, eventually, type Harness, HTTP_ARN, newSessionId, startHarness } from "../fixtures/harness.ts";
import { ANSWER_CASES } from "./answer-cases.ts";
import { isJson, type Shape, types, UNTOUCHED, WORD } from "./case.ts";
import { faultRuleSchema } from "./rules.ts";
import { STREAM_CASES } from "./stream-cases.ts";

const CASES = { ...ANSWER_CASES, ...STREAM_CASES };

let h: Harness;
/** One warm session per runtime: most faults do not care which. */
const warm = { [AGUI_ARN]: newSessionId(), [HTTP_ARN]: newSessionId() };
beforeAll(async () => {
  h = await startHarness();
});
afterEach(() => h.local("DELETE", "faults"));
afterAll(() => h.close());

const run = async (arn: typeof AGUI_ARN | typeof HTTP_ARN, shape: Shape, rule: object, sessionId = warm[arn]) => {
  await h.faults([rule]);
  return h.invoke(shape === "stream" ? { do: "stream", events: 3 } : { do: "about" }, { arn, sessionId });
};

describe("each fault does what it says, and only once when told so", () => {
  test.each(Object.entries(CASES))("%s", async (_name, one) => {
    const [arn, shape] = one.on ?? [AGUI_ARN, "stream"];
    one.expect(await run(arn, shape, { ...one.rule, times: 1 }));
    const after = await h.invoke(shape === "stream" ? { do: "stream", events: 3 } : { do: "about" }, {
      arn,
      sessionId: warm[arn],
    });
    expect([after.status, after.ending]).toEqual([200, "end"]);
    if (shape === "stream") expect(types(after)).toEqual(UNTOUCHED);
    else expect(isJson(after.body)).toBe(true);
  });

  test("every kind has a case", () => {
    const kinds = faultRuleSchema.options.map((option) => option.shape.kind.value);
    const own = ["kill", "idleKill", "hold"];
    expect([...new Set([...Object.values(CASES).map(({ rule }) => rule.kind), ...own])].sort()).toEqual(kinds.sort());
  });

  test.each([400, 401, 402, 403, 404, 409, 424, 429, 500, 502, 503, 504])("status %i on both", async (status) => {
    for (const arn of [AGUI_ARN, HTTP_ARN] as const) {
      const reply = await run(arn, "json", { kind: "status", status });
      expect([reply.status, reply.body.includes("RUN_ERROR")]).toEqual([status, arn === AGUI_ARN]);
    }
  });
});

describe("faults of the agent's process", () => {
  test.each([
    [false, "cut"],
    [true, "end"],
  ])("idleKill (clean: %s) kills it in the middle of an answer", async (clean, ending) => {
    const sessionId = newSessionId();
    const reply = await run(AGUI_ARN, "stream", { kind: "idleKill", after: 2, clean, times: 1 }, sessionId);
    expect([reply.ending, types(reply)]).toEqual([ending, ["RUN_STARTED", WORD]]);
    await eventually(async () => (await h.sessionInfo(sessionId))?.state === "stopped");
    expect(types(await h.invoke({ do: "stream", events: 3 }, { sessionId }))).toEqual(UNTOUCHED);
  });

  test.each([
    [AGUI_ARN, 200],
    [HTTP_ARN, 424],
  ] as const)("kill lets a new agent and a warm one die before they answer (%s)", async (arn, status) => {
    const sessionId = newSessionId();
    await h.faults([{ kind: "kill", times: 2 }]);
    const call = () => h.invoke({ do: "remember" }, { arn, sessionId });
    const replies = [await call(), await call(), await call()];
    expect(replies.map((reply) => [reply.status, reply.body.includes("failed to start")])).toEqual([
      [status, true],
      [status, true],
      [200, false],
    ]);
    await h.faults([{ kind: "kill" }]);
    expect((await call()).status).toBe(status);
    await h.local("DELETE", "faults");
    expect(JSON.parse((await call()).body).remembered).toBe(1);
  });
});

test("hold keeps an answer back, without being silent, until the rule is gone", async () => {
  const sessionId = newSessionId();
  await h.faults([{ kind: "hold", after: 1, of: WORD }]);
  let over = false;
  const answer = h.invoke({ do: "stream", events: 3 }, { sessionId }).finally(() => {
    over = true;
  });
  await eventually(async () => (await h.sessionInfo(sessionId))?.openRequests === 1);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(over).toBe(false);
  await h.local("DELETE", "faults");
  const reply = await answer;
  expect([reply.ending, types(reply)]).toEqual(["end", UNTOUCHED]);
  expect(reply.body.split(": held").length - 1).toBeGreaterThanOrEqual(3);
  expect(types({ ...reply, body: reply.body.slice(0, reply.body.indexOf(": held")) })).toEqual(["RUN_STARTED", WORD]);
});

describe("the agent under a fault of the wire", () => {
  test.each([
    ["behind a cut", { kind: "cutEvents", after: 1 }, undefined],
    ["behind an early end", { kind: "endEvents", after: 1 }, undefined],
    ["behind a caller who left in a silence", { kind: "silence", after: 1, ms: 60_000 }, 1],
  ])("is not told: it works on, and is read to its end, %s", async (_name, rule, hangUpAfter) => {
    const [sessionId, folder] = [newSessionId(), await mkdtemp(join(tmpdir(), "faults-test-"))];
    const record = join(folder, "record");
    await h.local("DELETE", "invocations");
    await h.faults([rule]);
    await h.invoke({ do: "stream", events: 40, everyMs: 25, record }, { sessionId, hangUpAfter });
    expect((await h.sessionInfo(sessionId))?.openRequests).toBe(1);
    const written = await eventually(() => readFile(record, "utf8").catch(() => ""));
    expect(JSON.parse(written)).toEqual({ finished: true, disconnected: false });
    const entry = await eventually(async () => (await h.invocations()).find(({ upstreamEnded }) => upstreamEnded));
    expect(entry).toMatchObject({ closedByClient: hangUpAfter !== undefined, faults: ["fault-1"], status: 200 });
    await rm(folder, { recursive: true });
  });
});
