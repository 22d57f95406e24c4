import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportSchema } from "./check/report";
import { runCommand } from "./commands";
import { readEnvironment } from "./environment";
import { HELP } from "./help";
import { resolveTarget } from "./target";
import { startFakeAgent } from "./testing/fake-agent";
import { createFakeIo, type FakeIo } from "./testing/fake-io";
import { spawnCli } from "./testing/processes";

let person: FakeIo;
let good: Awaited<ReturnType<typeof startFakeAgent>>;
let bad: Awaited<ReturnType<typeof startFakeAgent>>;

beforeAll(async () => {
  [person, good, bad] = await Promise.all([
    createFakeIo(),
    startFakeAgent(),
    startFakeAgent({ fault: "ping is in lower case" }),
  ]);
});
afterAll(async () => {
  await Promise.all([person.remove(), good.close(), bad.close()]);
});

const NOWHERE = "http://127.0.0.1:1";

describe("the real command line", { timeout: 60_000 }, () => {
  it.each([
    ["the help", () => ["--help"], 0],
    ["a good agent", () => ["check", good.url], 0],
    ["a bad agent", () => ["check", bad.url], 1],
    ["no command", () => [], 2],
    ["an agent that is not there", () => ["check", NOWHERE], 3],
  ])("ends at %s with its exit code", async (_, args, code) => {
    const ended = await spawnCli(args(), { HOME: person.home }).done;
    expect(ended).toMatchObject({ code });
    expect(code === 2 ? ended.err : ended.out).not.toBe("");
  });

  it("finds our own agent fit, started by it and measured from start to end", async () => {
    const command = `DEMO_PACE=0.5 ${process.execPath} --import tsx agent/src/main.ts`;
    const env = { HOME: person.home, INIT_CWD: process.cwd() };
    const args = ["check", "--command", command, "--stop", "command", "--dockerfile", "agent/Dockerfile", "--json"];
    const { code, out, err } = await spawnCli(args, env).done;
    const report = reportSchema.parse(JSON.parse(out));
    const bad = report.results.filter(({ status }) => status === "failed" || status === "warning");
    expect({ bad, err, code }).toEqual({ bad: [], err: "", code: 0 });
    const ok = report.results.filter(({ status }) => status === "ok").map(({ id }) => id);
    for (const id of ["start", "shutdown", "stop", "port", "bind", "dockerfile.user"]) expect(ok).toContain(id);
  });

  it("is quiet when its reader has enough", async () => {
    const cli = spawnCli(["invoke", good.url, "hi"], { HOME: person.home });
    cli.child.stdout.destroy();
    expect(await cli.done).toMatchObject({ code: 0, err: "" });
  });
});

describe("every command", () => {
  it("has a help of its own, with each of its options in it", async () => {
    for (const name of ["check", "invoke", "login", "logout"]) {
      expect(await runCommand([name, "--help"], person.io)).toBe(0);
      expect(person.take().out).toBe(HELP[name]);
    }
    const check = ["protocol", "input", "command", "stop", "dockerfile", "prompt", "timeout", "token", "json"];
    for (const option of check) expect(HELP.check).toContain(`--${option}`);
    for (const option of [
      "session",
      "approve",
      "decline",
      "protocol",
      "input",
      "history",
      "stop",
      "token",
      "verbose",
      "json",
    ])
      expect(HELP.invoke).toContain(`--${option}`);
  });

  it("looks for a runtime of the local AgentCore on this machine, and for any other at AWS", () => {
    const env = readEnvironment({ LOCAL_AGENTCORE_PORT: "4999" });
    const at = (account: string, region = "us-east-1") =>
      new URL(resolveTarget(`arn:aws:bedrock-agentcore:${region}:${account}:runtime/a-local00000`, {}, env).invokeUrl);
    expect(at("000000000000").host).toBe("localhost:4999");
    expect(at("123456789012").origin).toBe("https://bedrock-agentcore.us-east-1.amazonaws.com");
    const endpoint = readEnvironment({ AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: "https://vpce.example.com/" });
    const arn = "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/a-local00000";
    expect(new URL(resolveTarget(arn, {}, endpoint).invokeUrl).host).toBe("vpce.example.com");
  });

  it.each([
    [["chek"], 'there is no command "chek"'],
    [["check"], "Which agent?"],
    [["check", "nobody"], '"nobody" is neither a URL nor an ARN nor the id of an agent (known: default)'],
    [["check", "arn:aws:s3:::bucket"], "not the ARN of an AgentCore runtime"],
    [["check", "http://user:pass@localhost/"], "password"],
    [["check", NOWHERE, "--timeout", "soon"], '--timeout is "soon"'],
    [["check", NOWHERE, "--protocol", "mcp"], "it can be agui or http"],
    [["check", NOWHERE, "--dockerfile", "no/such/file"], "cannot be read"],
    [["check", NOWHERE, "--frobnicate"], "--frobnicate"],
    [["invoke"], "Which agent?"],
    [["invoke", NOWHERE, "two", "texts"], "one argument too many"],
    [["login", "--loud"], "--loud"],
  ])("is told what is wrong with %s, and ends with 2", async (args, words) => {
    expect(await runCommand(args, person.io)).toBe(2);
    expect(person.take().err).toContain(words);
  });

  it.each([
    ['[{"id":"a","name":"A","url":"http://localhost:1","protocol":"mcp"}]', "AGENTS[0].protocol"],
    ['[{"id":"a"},]', "AGENTS is not valid JSON: look at line 1, column 13"],
  ])("says of the list of agents what the site says: %s", async (AGENTS, words) => {
    const io = { ...person.io, env: { ...person.io.env, AGENTS } };
    expect(await runCommand(["invoke", "a", "hi"], io)).toBe(2);
    expect(person.take().err).toContain(words);
  });

  it("says in a sentence which folder cannot be used", async () => {
    const file = join(person.home, "a-file");
    await writeFile(file, "");
    const env = { ...person.io.env, XDG_STATE_HOME: join(file, "x"), XDG_CONFIG_HOME: join(file, "x") };
    const io = { ...person.io, env };
    expect(await runCommand(["invoke", good.url, "hi", "--session", "s"], io)).toBe(1);
    expect(person.take().err).toMatch(/a-file.* cannot be used \(ENOTDIR\)\.\n$/);
    expect(await runCommand(["logout"], io)).toBe(1);
    expect(person.take().err).toContain("cannot be used");
    expect(await runCommand(["login", "--status"], { ...io, env: { ...env, XDG_CONFIG_HOME: file } })).toBe(1);
    person.take();
  });

  it("gives JSON also of what went wrong", async () => {
    expect(await runCommand(["check", "nobody", "--json"], person.io)).toBe(2);
    expect(JSON.parse(person.take().out)).toEqual({
      error: { code: "USAGE", message: expect.stringContaining("nobody") },
    });
    expect(await runCommand(["check", NOWHERE, "--json"], person.io)).toBe(3);
    expect(reportSchema.parse(JSON.parse(person.take().out)).verdict).toBe("unreachable");
    expect(await runCommand(["check", "--command", "exit 7", "--json"], person.io)).toBe(3);
    expect(JSON.parse(person.take().out)).toMatchObject({ error: { code: "AGENT_UNREACHABLE" } });
  });
});
