import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { HttpErrorBody } from "../errors";
import { input, person, post, resetAgent, SITE, said, startSite } from "../runs/testing/site";
import { handleCopilotRequest as handle } from "./handler";
import type { RequestScope } from "./scope";

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite("embedded");
}, 60_000);
afterAll(() => site.stop());
beforeEach(() => resetAgent(site.agent));

const [a, b] = [person("a"), person("b")];
const run = (scope: RequestScope, threadId: string, text: string) =>
  handle(post("/agent/helper/run", input(threadId, [said(text)])), scope);
const errorOf = async (response: Response) => ({
  status: response.status,
  code: ((await response.json()) as HttpErrorBody).code,
});

describe("somebody else's thread", () => {
  it("is exactly as absent as one that never was: run, connect and stop", async () => {
    const thread = randomUUID();
    await (await run(a, thread, "mine")).text();
    site.agent.calls.length = 0;
    const strip = async (response: Response) => {
      const { requestId: _, ...body } = (await response.json()) as HttpErrorBody;
      return { status: response.status, body };
    };
    const missing = await strip(await handle(post("/agent/helper/connect", input(randomUUID(), [])), b));
    expect(missing).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    expect(await strip(await run(b, thread, "intruding"))).toEqual(missing);
    expect(await strip(await handle(post("/agent/helper/connect", input(thread, [])), b))).toEqual(missing);
    expect(await strip(await handle(post(`/agent/helper/stop/${thread}`, {}), b))).toEqual(missing);
    expect(await strip(await handle(post(`/agent/helper/stop/${randomUUID()}`, {}), b))).toEqual(missing);
    expect(site.agent.calls).toHaveLength(0);
  });

  it("cannot be entered through another agent either", async () => {
    const thread = randomUUID();
    await (await run(a, thread, "mine")).text();
    expect(await errorOf(await handle(post("/agent/other/run", input(thread, [said("x")])), a))).toEqual({
      status: 404,
      code: "NOT_FOUND",
    });
  });
});

describe("what else is asked", () => {
  it.each([
    ["GET", "/threads"],
    ["POST", "/threads/clear"],
    ["GET", "/threads/x/messages"],
    ["POST", "/agent/helper/suggest"],
    ["POST", "/transcribe"],
    ["GET", "/cpk-debug-events"],
    ["GET", "/memories"],
    ["POST", "/annotate"],
    ["GET", "/nothing"],
    ["GET", ""],
    ["GET", "/agent/helper/run"],
  ])("%s %s is not there", async (method, path) => {
    const request =
      method === "GET" ? new Request(`${SITE}/api/copilotkit${path}`) : post(path, input(randomUUID(), []));
    const response = await handle(request, a);
    expect([404, 405]).toContain(response.status);
    expect(((await response.json()) as HttpErrorBody).code).toBe("NOT_FOUND");
    expect(site.agent.calls).toHaveLength(0);
  });

  it("info names the agents and shows nothing else of them", async () => {
    const text = await (await handle(new Request(`${SITE}/api/copilotkit/info`), a)).text();
    expect(JSON.parse(text)).toMatchObject({ mode: "sse", agents: { helper: {}, other: {} } });
    expect(text).not.toContain("invocations");
    expect(text).not.toContain("token-of");
  });

  it("refuses foreign origins, other types, bad JSON, and a body that is no run, before anything happens", async () => {
    const body = input(randomUUID(), [said("x")]);
    const path = "/agent/helper/run";
    expect(await errorOf(await handle(post(path, body, { origin: "https://evil.example" }), a))).toEqual({
      status: 403,
      code: "FORBIDDEN_ORIGIN",
    });
    expect(await errorOf(await handle(post(path, body, { "content-type": "text/plain" }), a))).toEqual({
      status: 400,
      code: "BAD_REQUEST",
    });
    for (const bad of [
      "{",
      "null",
      "[]",
      "7",
      { ...body, messages: "x" },
      { ...body, threadId: "t" },
      { ...body, runId: 5 },
      { ...body, messages: [{ id: "x", role: "king" }] },
    ]) {
      expect(await errorOf(await handle(post(path, bad), a))).toEqual({ status: 400, code: "BAD_REQUEST" });
    }
    expect(await errorOf(await handle(post(path, `"${"x".repeat(4 * 1024 * 1024)}"`), a))).toEqual({
      status: 413,
      code: "TOO_LARGE",
    });
    expect(await errorOf(await handle(post("/agent/nobody/run", body), a))).toEqual({
      status: 404,
      code: "AGENT_NOT_FOUND",
    });
    expect(await errorOf(await handle(post("/agent/__proto__/run", body), a))).toEqual({
      status: 404,
      code: "AGENT_NOT_FOUND",
    });
    expect(site.agent.calls).toHaveLength(0);
  });

  it("speaks the person's language", async () => {
    const response = await handle(post("/agent/helper/connect", input(randomUUID(), [])), { ...a, locale: "ja" });
    expect(((await response.json()) as HttpErrorBody).message).toMatch(/存在しません/);
  });
});
