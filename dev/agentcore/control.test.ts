import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invocationsUrl } from "../../lib/local-defaults.ts";
import { AGUI_ARN, eventually, type Harness, newSessionId, startHarness } from "./fixtures/harness.ts";

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

describe("invocations on record", () => {
  test("tell who asked, with what, and how it ended", async () => {
    await h.local("DELETE", "invocations");
    const sessionId = newSessionId();
    const reply = await h.invoke({ do: "stream" }, { sub: "bob", sessionId });
    await h.send({ method: "POST", url: invocationsUrl(h.core.origin, AGUI_ARN) });
    await h.stop(sessionId, { sub: "bob" });
    const [run, refused, stopped, ...rest] = await h.invocations();
    expect(rest).toEqual([]);
    expect(run).toMatchObject({
      op: "invoke",
      arn: AGUI_ARN,
      sub: "bob",
      clientId: "test-client",
      sessionId,
      body: '{"do":"stream"}',
      bodyBytes: 15,
      status: 200,
      requestId: reply.headers["x-amzn-requestid"],
      closedByClient: false,
      upstreamEnded: true,
      faults: [],
    });
    expect(run?.headers.authorization).toBe(`Bearer ${run?.token}`);
    expect(Date.parse(run?.endedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(run?.at ?? ""));
    expect(refused).toMatchObject({ op: "invoke", sub: null, token: null, status: 401 });
    expect(stopped).toMatchObject({ op: "stop", sub: "bob", sessionId, status: 200 });
  });

  test("a caller who hangs up is on record, and the agent is read to its end", async () => {
    await h.local("DELETE", "invocations");
    await h.invoke({ do: "stream", events: 6, everyMs: 20 }, { hangUpAfter: 1 });
    const entry = await eventually(async () => {
      const [one] = await h.invocations();
      return one?.upstreamEnded ? one : undefined;
    });
    expect(entry).toMatchObject({ closedByClient: true, upstreamEnded: true, status: 200 });
  });
});

describe("the control surface is for this machine's tools", () => {
  test.each([
    ["another host name", { host: "rebound.example:4020" }],
    ["another origin", { origin: "https://evil.example" }],
    ["another local origin", { origin: "http://localhost:3000" }],
    ["a cross-site browser request", { "sec-fetch-site": "cross-site" }],
  ])("%s is refused", async (_name, headers) => {
    const reply = await h.send({ method: "GET", url: `${h.core.origin}/_local/invocations`, headers });
    expect([reply.status, reply.body]).toEqual([403, '{"message":"Only for tools on this machine"}']);
  });

  test("an unknown path is not found", async () => {
    const reply = await h.send({ method: "GET", url: `${h.core.origin}/_local/nothing` });
    expect(reply.status).toBe(404);
  });
});
