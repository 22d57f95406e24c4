import { afterEach, describe, expect, test } from "vitest";
import type { Part } from "./parts.ts";
import { type Running, runParts } from "./run-parts.ts";
import { eventually, freePort, isAlive } from "./testing.ts";

const running: Running[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop(0);
});

const lines: string[] = [];
const run = async (parts: Part[], signal?: AbortSignal) => {
  lines.length = 0;
  const result = await runParts(parts, { root: "/", onLine: (part, line) => lines.push(`${part} ${line}`), signal });
  if (result.ok) running.push(result.running);
  return result;
};
const started = async (parts: Part[]) => {
  const result = await run(parts);
  if (!result.ok) throw new Error(result.reason);
  return result.running;
};

/** A part that is a few lines of JavaScript; `server` answers on its port. */
async function part(name: Part["name"], code: string, change: Partial<Part> = {}): Promise<Part> {
  const port = await freePort();
  return {
    name,
    title: `the ${name}`,
    command: [process.execPath, "-e", code],
    env: { PART_PORT: String(port) },
    ready: `http://127.0.0.1:${port}/`,
    timeoutMs: 15_000,
    last: name === "site",
    wants: { port, part: name, variable: "PORT" },
    ...change,
  };
}
const SERVER = `require("http").createServer((q, s) => s.end(process.env.SAYS ?? "")).listen(process.env.PART_PORT, () => console.log("up"));`;

describe("starting", () => {
  test("waits for every part, the site after the rest, and forwards what they say", async () => {
    const slow = `setTimeout(() => { ${SERVER} }, 300)`;
    await started([await part("site", SERVER), await part("auth0", slow)]);
    expect(lines).toContain("site up");
    expect(lines).toContain("auth0 up");
  });

  test("a part that dies is the reason, with its code and last words; the others are ended", async () => {
    const result = await run([
      await part("auth0", `console.log("pid " + process.pid); ${SERVER}`),
      await part("agentcore", `console.error("no model"); setTimeout(() => process.exit(5), 300)`),
    ]);
    expect(result).toMatchObject({ ok: false, code: 5 });
    expect(result.ok ? "" : result.reason).toBe(
      "The agentcore ended by itself (exit code 5).\nIts last lines:\n  no model",
    );
    const pid = Number(lines.find((line) => line.startsWith("auth0 pid"))?.split(" ")[2]);
    expect(isAlive(pid)).toBe(false);
  });

  test("so is one that dies while another is still waited for", async () => {
    const result = await run([
      await part("site", "setInterval(() => {}, 1000)"),
      await part("auth0", `${SERVER} setTimeout(() => process.exit(3), 1200)`),
    ]);
    expect(result).toMatchObject({ ok: false, code: 3, reason: expect.stringContaining("The auth0 ended by itself") });
  });

  test("a part that is not ready in time is named, with what it said", async () => {
    const slow = `console.log("thinking"); setInterval(() => {}, 1000)`;
    const result = await run([await part("auth0", slow, { timeoutMs: 800 })]);
    expect(result.ok ? "" : result.reason).toMatch(
      /^The auth0 is not ready: http:\/\/127\.0\.0\.1:\d+\/ did not answer/,
    );
    expect(result.ok ? "" : result.reason).toContain("nothing listens there");
    expect(result.ok ? "" : result.reason).toContain("  thinking");
  });

  test("a command that does not exist is named", async () => {
    const result = await run([await part("auth0", "", { command: ["/no/such/file"] })]);
    expect(result).toMatchObject({ ok: false, code: 1, reason: expect.stringContaining("ENOENT") });
  });

  test("can be given up", async () => {
    const giveUp = new AbortController();
    const pending = run([await part("auth0", `console.log(process.pid); setInterval(() => {}, 1000)`)], giveUp.signal);
    const pid = await eventually(() => Number(lines.find((line) => line.startsWith("auth0 "))?.slice(6)) || undefined);
    giveUp.abort("Ctrl-C");
    expect((await pending).ok).toBe(false);
    expect(isAlive(pid)).toBe(false);
  });
});

describe("running", () => {
  test("a part that dies is told with its reason", async () => {
    const parts = await started([
      await part("auth0", SERVER),
      await part("site", `${SERVER} console.error("last words")`),
    ]);
    process.kill(parts.pids().site ?? 0, "SIGKILL");
    const died = await parts.died;
    expect([died.part.name, died.ending.signal]).toEqual(["site", "SIGKILL"]);
    expect(died.reason).toContain("The site ended by itself (signal SIGKILL).");
    expect(died.reason).toContain("  last words");
  });

  test("a restart gives another process, with another environment, and is no death", async () => {
    const site = await part("site", SERVER);
    const parts = await started([site]);
    const before = parts.pids().site;
    await parts.restart("site", { signal: "SIGKILL", env: { SAYS: "anew" } });
    expect(parts.pids().site).not.toBe(before);
    expect(await (await fetch(site.ready)).text()).toBe("anew");
    const outcome = await Promise.race([parts.died, new Promise((resolve) => setTimeout(resolve, 100, "alive"))]);
    expect(outcome).toBe("alive");
  });
});

describe("ending", () => {
  test("stop gives a part time for its last words, and takes what it started along", async () => {
    const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("child " + process.pid)`;
    const polite = `process.on("SIGTERM", () => { console.log("bye"); process.exit(0) });
      require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)}], { stdio: "inherit" });`;
    const parts = await started([await part("site", polite + SERVER)]);
    const child = await eventually(
      () => Number(lines.find((line) => line.startsWith("site child"))?.split(" ")[2]) || undefined,
    );
    await parts.stop();
    expect(lines).toContain("site bye");
    expect(child).toBeGreaterThan(0);
    expect(isAlive(child)).toBe(false);
  });

  test("who ignores SIGTERM is killed after the grace", async () => {
    const parts = await started([await part("auth0", `process.on("SIGTERM", () => {}); ${SERVER}`)]);
    const pid = parts.pids().auth0 ?? 0;
    await parts.stop(100);
    expect(isAlive(pid)).toBe(false);
  });

  test("kill does not wait", async () => {
    const parts = await started([await part("auth0", `process.on("SIGTERM", () => {}); ${SERVER}`)]);
    const pid = parts.pids().auth0 ?? 0;
    parts.kill();
    await eventually(() => !isAlive(pid));
  });
});
