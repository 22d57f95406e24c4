import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { freePort } from "../start/testing.ts";
import {
  AGUI_ARN,
  eventually,
  FIXTURE_COMMAND,
  type Harness,
  HTTP_ARN,
  isAlive,
  newSessionId,
  startHarness,
} from "./fixtures/harness.ts";

// A developer's own agent: where it listens, what is told of it, and what is said when it does not do what AgentCore asks.

const open: Harness[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

type Line = { msg: string; agent?: string; session?: string };

async function start(change: Parameters<typeof startHarness>[0] = {}) {
  const lines: Line[] = [];
  const h = await startHarness({
    ...change,
    servicePort: change.servicePort ?? (await freePort()),
    runtime: { name: "mine", port: "detect", ...change.runtime },
    onLog: (entry) => lines.push(entry as Line),
  });
  open.push(h);
  const pidOf = async (sessionId: string, arn = HTTP_ARN) =>
    (JSON.parse((await h.invoke({ do: "remember" }, { sessionId, arn })).body) as { pid: number }).pid;
  /** What was said about the agent, and not by it. */
  const advice = () =>
    lines.filter((line) => line.agent === "mine" && line.session === undefined).map(({ msg }) => msg);
  return { h, lines, pidOf, advice };
}

describe("where it listens", () => {
  test("one that reads PORT has a process per session", async () => {
    const { pidOf, advice } = await start();
    expect(await pidOf(newSessionId())).not.toBe(await pidOf(newSessionId()));
    expect(advice()).toEqual([]);
  });

  test("one that takes 8080 whatever PORT says is found there, shared, and its developer is told once", async () => {
    const servicePort = await freePort();
    const { h, pidOf, advice } = await start({ servicePort, env: { FIXTURE_PORT: String(servicePort) } });
    const [one, two] = [newSessionId(), newSessionId()];
    const [first, second] = await Promise.all([pidOf(one), pidOf(two)]);
    expect(first).toBe(second);
    expect(advice()).toEqual([expect.stringContaining(`It listens on port ${servicePort} whatever PORT says.`)]);
    expect(advice()[0]).toContain("read the port from PORT");
    // A session's end is not the end of a process that others are in.
    expect((await h.stop(one, { arn: HTTP_ARN })).status).toBe(200);
    expect(await pidOf(two)).toBe(first);
    await h.close();
    open.length = 0;
    expect(isAlive(first)).toBe(false);
  });

  test("a shared process that died is started again for the next session", async () => {
    const port = await freePort();
    const { h, pidOf, advice } = await start({ runtime: { port }, env: { FIXTURE_PORT: String(port) } });
    const first = await pidOf(newSessionId());
    process.kill(first, "SIGKILL");
    const next = await eventually(async () => {
      const reply = await h.invoke({ do: "remember" });
      return reply.body.startsWith("{") && (JSON.parse(reply.body) as { pid: number }).pid;
    });
    expect(next).not.toBe(first);
    expect(advice()).toContainEqual(expect.stringContaining("ended in the middle of a conversation (signal SIGKILL)"));
  });

  test("a port that is named and taken is said to be", async () => {
    const { h } = await start();
    const { advice, h: second } = await start({ runtime: { port: h.core.port } });
    await second.invoke({});
    expect(advice()).toEqual([expect.stringContaining(`Port ${h.core.port} is taken`)]);
  });

  test("new code counts for the next new session, not for one that runs", async () => {
    // The command is read anew by each shell, as a program's file is.
    const folder = await mkdtemp(join(tmpdir(), "own-agent-"));
    const file = join(folder, "agent.sh");
    const code = (version: string) => writeFile(file, `VERSION=${version} exec ${FIXTURE_COMMAND.join(" ")}\n`);
    await code("1");
    const { h } = await start({ runtime: { command: ["/bin/sh", "-c", `. ${file}`] } });
    const versionOf = async (sessionId: string) =>
      (JSON.parse((await h.invoke({ do: "about" }, { sessionId })).body) as { env: Record<string, string> }).env
        .VERSION;
    const running = newSessionId();
    expect(await versionOf(running)).toBe("1");
    await code("2");
    expect([await versionOf(running), await versionOf(newSessionId())]).toEqual(["1", "2"]);
    await rm(folder, { recursive: true });
  });
});

describe("what goes wrong is told once, with what AgentCore would do and how to mend it", () => {
  test("what it says itself is told under its name", async () => {
    const { h, lines } = await start({ env: { FIXTURE_CRASH: "1" } });
    const id = newSessionId();
    await h.invoke({}, { sessionId: id });
    expect(lines).toContainEqual(
      expect.objectContaining({ agent: "mine", session: id.slice(0, 8), msg: "fixture: cannot find my model" }),
    );
  });

  test.each([
    [
      "a crash at its start",
      { FIXTURE_CRASH: "1" },
      /does not start\. Agent ended .*exit code 7[\s\S]*424[\s\S]*PORT=8080/,
    ],
    ["silence", { FIXTURE_SLOW_START_MS: "9000" }, /Nothing answers on the port[\s\S]*port 8080[\s\S]*--port 9000/],
    ["a wrong ping", { FIXTURE_PING: "healthy" }, /status "healthy"[\s\S]*in exactly this case/],
  ])("%s", async (_title, env, said) => {
    const { h, advice } = await start({ env, limits: { startMs: 900 } });
    await h.core.rehearse();
    const problems = advice().filter((line) => !line.startsWith("is fit"));
    expect(problems).toContainEqual(expect.stringMatching(said));
    for (let i = 0; i < 2; i++) await h.invoke({});
    expect(advice().filter((line) => !line.startsWith("is fit"))).toEqual(problems);
  });

  test.each([
    [AGUI_ARN, { do: "status", status: 404 }, /answered 404[\s\S]*serve POST \/invocations/],
    [AGUI_ARN, { do: "status", status: 422 }, /answered 422[\s\S]*RunAgentInput[\s\S]*--protocol http/],
    [HTTP_ARN, { do: "status", status: 400 }, /answered 400[\s\S]*--input input\.prompt/],
    [HTTP_ARN, { do: "status", status: 500 }, /answered 500[\s\S]*CloudWatch/],
    [AGUI_ARN, { do: "remember" }, /Its answer is application\/json[\s\S]*--protocol http/],
    [AGUI_ARN, { do: "crash" }, /ended in the middle of a conversation \(exit code 9\)/],
  ])("%s %o", async (arn, payload, said) => {
    const { h, advice } = await start();
    for (let i = 0; i < 3; i++) await h.invoke(payload, { arn });
    await eventually(() => advice().length > 0);
    expect(advice()).toEqual([expect.stringMatching(said)]);
  });

  test("an address at which nobody is", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { h, advice } = await start({ runtime: { url, port: undefined }, limits: { startMs: 300 } });
    await h.invoke({});
    expect(advice()).toEqual([expect.stringContaining(`Nothing answers at ${url}/ping.`)]);
  });

  test("the agent of the repository has no name, and gets no advice", async () => {
    const { h, advice, lines } = await start({ runtime: { name: undefined }, env: { FIXTURE_CRASH: "1" } });
    await h.core.rehearse();
    await h.invoke({});
    expect(advice()).toEqual([]);
    expect(lines.filter(({ msg }) => msg === "agent did not start")).toHaveLength(1);
  });
});

test("a rehearsal says what is fit to be talked to, and leaves nothing behind", async () => {
  const { h, advice } = await start();
  await h.core.rehearse();
  expect(advice()).toEqual(
    Array(2).fill(expect.stringMatching(/^is fit to be talked to \(\d+ ms\): each conversation has/)),
  );
  const sessions = await h.local<{ state: string; pid: number | null }[]>("GET", "sessions");
  expect(sessions.map(({ state, pid }) => [state, pid])).toEqual(Array(2).fill(["stopped", null]));
});
