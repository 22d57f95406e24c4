import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { REPOSITORY, startStack } from "./stack.ts";
import { eventually, freePort, isAlive } from "./testing.ts";

// Whole processes start and end here, on machines that have other things to do.
vi.setConfig({ testTimeout: 60_000 });

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function dataDir() {
  const path = await mkdtemp(join(tmpdir(), "start-test-"));
  cleanUps.push(() => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}

/** The command itself, without its site: that one takes a minute to compile and is the browser tests' matter. */
async function startCommand(more: Record<string, string> = {}, args: readonly string[] = []) {
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: await dataDir(),
    LOCAL_AUTH0_PORT: String(await freePort()),
    LOCAL_AGENTCORE_PORT: String(await freePort()),
    ...more,
  };
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), join(REPOSITORY, "dev/start.ts"), "--no-site", ...args],
    {
      env: { ...env } as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
      cwd: REPOSITORY,
    },
  );
  cleanUps.push(() => child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const childrenOf = () =>
    spawnSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
      .stdout.trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number))
      .flatMap(([pid = 0, parent]) => (parent === child.pid ? [pid] : []));
  return { child, exited, output: () => output, childrenOf };
}

const ready = (command: Awaited<ReturnType<typeof startCommand>>) =>
  eventually(() => command.output().includes("Ctrl-C ends everything."));

test.each([
  ["SIGINT", "Ctrl-C: ending everything."],
  ["SIGTERM", "SIGTERM: ending everything."],
] as const)("%s ends everything, and nothing is left", async (signal, words) => {
  const command = await startCommand();
  await ready(command);
  const children = command.childrenOf();
  expect(children.length).toBeGreaterThanOrEqual(2);
  command.child.kill(signal);
  // As a terminal does it: npm hands its own Ctrl-C on to the process that has had it already.
  command.child.kill(signal);
  expect(await command.exited).toBe(0);
  expect(command.output()).toContain(words);
  expect(command.output()).not.toContain("by force.\nEnded");
  await eventually(() => children.every((pid) => !isAlive(pid)));
});

test("the command's own sudden death leaves nothing either", async () => {
  const command = await startCommand();
  await ready(command);
  const children = command.childrenOf();
  command.child.kill("SIGKILL");
  await command.exited;
  await eventually(() => children.every((pid) => !isAlive(pid)));
});

test("a taken port is named before anything starts", async () => {
  const port = await freePort();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, "127.0.0.1", resolve));
  cleanUps.push(() => holder.close());
  const command = await startCommand({ LOCAL_AGENTCORE_PORT: String(port) });
  expect(await command.exited).toBe(1);
  expect(command.output()).toContain(`Port ${port} is taken (on 127.0.0.1), and the local AgentCore wants it.`);
  expect(command.output()).not.toContain("Starting");
});

test("an agent of the developer's own is tried at once, told of under its name, and ended with the rest", async () => {
  const folder = await dataDir();
  const agent = `require("http").createServer((q, s) => s.end('{"status":"Healthy"}')).listen(process.env.PORT, () => console.log("mine is up as " + process.pid));`;
  await writeFile(join(folder, "mine.cjs"), agent);
  const [mine, broken] = ["node mine.cjs", "echo no model; exit 3"];
  const command = await startCommand({ INIT_CWD: folder }, ["--agent", mine, "--agent", broken, "--name", "Broken"]);
  await ready(command);
  await eventually(() => command.output().includes("is fit to be talked to"));
  await eventually(() => command.output().includes("To mend it:"));
  expect(command.output()).toMatch(/mine +│ rehearse mine is up as \d+\n/);
  expect(command.output()).toMatch(/Broken +│ rehearse no model\n/);
  expect(command.output()).toMatch(/Broken +│ It does not start\. Agent ended while it started: exit code 3/);
  const pid = Number(/mine is up as (\d+)/.exec(command.output())?.[1]);
  expect(isAlive(pid)).toBe(false);
  command.child.kill("SIGINT");
  expect(await command.exited).toBe(0);
});

test("a flag that does not exist is refused with a sentence", async () => {
  const command = await startCommand({}, ["--agnet", "python a.py"]);
  expect(await command.exited).toBe(2);
  expect(command.output()).toMatch(/^There is no --agnet\.\n/);
});

test("the stack on its own ports: the parts agree with each other, and stop ends them", async () => {
  const ports = { site: await freePort(), auth0: await freePort(), agentcore: await freePort() };
  const result = await startStack({
    env: { PATH: process.env.PATH },
    ports,
    dataDir: await dataDir(),
    site: "none",
    log: () => {},
  });
  if (!result.ok) throw new Error(result.reason);
  const { stack } = result;
  cleanUps.push(() => stack.stop(0));
  const discovery = await (await fetch(`${stack.urls.auth0}/.well-known/openid-configuration`)).json();
  expect(discovery).toMatchObject({ issuer: `http://localhost:${ports.auth0}/` });
  const [agent] = JSON.parse(stack.plan.env.AGENTS ?? "[]");
  const refused = await fetch(agent.url, { method: "POST", headers: { authorization: "Bearer x" } });
  expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining("Failed to parse token")]);
  const pids = Object.values(stack.pids());
  await stack.stop();
  expect(pids.map(isAlive)).toEqual([false, false]);
});
