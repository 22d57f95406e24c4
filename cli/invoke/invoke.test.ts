import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AUDIENCE, CLIENT, type Identity, startIdentity } from "../../dev/agentcore/fixtures/identity";
import { type LocalAgentCore, startLocalAgentCore } from "../../dev/agentcore/server";
import { invocationsUrl } from "../../lib/local-defaults";
import { runCommand } from "../commands";
import { startFakeAgent } from "../testing/fake-agent";
import { createFakeIo, type FakeIo } from "../testing/fake-io";
import { spawnAgent, spawnCli } from "../testing/processes";

const ARN = "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/my_agent-aaaaaaaaaa";

let identity: Identity;
let agent: Awaited<ReturnType<typeof spawnAgent>>;
let core: LocalAgentCore;
let person: FakeIo;

beforeAll(async () => {
  [identity, agent] = await Promise.all([startIdentity(), spawnAgent()]);
  core = await startLocalAgentCore({
    port: 0,
    issuer: identity.issuer,
    runtimes: [
      {
        arn: ARN,
        protocol: "agui",
        authorizer: { allowedAudience: [AUDIENCE], allowedClients: [CLIENT] },
        requestHeaderAllowlist: ["Authorization"],
        url: agent.url,
      },
    ],
    log: pino({ level: "silent" }),
  });
}, 60_000);
afterAll(async () => {
  await core.close();
  await agent.end();
  await identity.close();
});
beforeEach(async () => {
  person = await createFakeIo({
    AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: core.origin,
    AGENTCORE_TOKEN: await identity.token("alice"),
    AGENTS: JSON.stringify([{ id: "helper", name: "Helper", url: invocationsUrl(core.origin, ARN), stop: "command" }]),
  });
});
afterEach(() => person.remove());

type Invocation = { op: string; sessionId: string; body: string; status: number; sub: string };
async function invocations(): Promise<Invocation[]> {
  const response = await fetch(`${core.origin}/_local/invocations`);
  return (await response.json()) as Invocation[];
}
const clear = () => fetch(`${core.origin}/_local/invocations`, { method: "DELETE" });

describe("invoke", () => {
  it("streams our agent's answer to stdout, and what it does meanwhile to stderr", async () => {
    expect(await runCommand(["invoke", agent.url, "What is 12 * 12?"], person.io)).toBe(0);
    const { out, err } = person.take();
    expect(out).toContain("144");
    expect(out.endsWith("\n")).toBe(true);
    expect(err).toMatch(/\[tool calculate /);
  });

  it("finds an agent by its ARN and by its id, as the person whose token it is", async () => {
    await clear();
    expect(await runCommand(["invoke", ARN, "Hello"], person.io)).toBe(0);
    expect(await runCommand(["invoke", "helper", "Hello"], person.io)).toBe(0);
    const calls = await invocations();
    expect(calls.map(({ sub, status }) => ({ sub, status }))).toEqual([
      { sub: "alice", status: 200 },
      { sub: "alice", status: 200 },
    ]);
    for (const { sessionId } of calls) expect(sessionId.length).toBeGreaterThanOrEqual(33);
    expect(calls[0]?.sessionId).not.toBe(calls[1]?.sessionId);
    expect(person.said.err).not.toContain(person.io.env.AGENTCORE_TOKEN);
  });

  it("goes on with a named conversation, which another person does not see", async () => {
    const fake = await startFakeAgent();
    const say = (text: string, io = person.io) => runCommand(["invoke", fake.url, text, "--session", "trip"], io);
    await say("one");
    await say("two");
    const bob = { ...person.io, env: { ...person.io.env, AGENTCORE_TOKEN: await identity.token("bob") } };
    await say("three", bob);
    const heard = fake.requests.map(({ body }) => body.messages?.map(({ content }) => content));
    expect(heard).toEqual([["one"], ["one", "You said: one.", "two"], ["three"]]);
    const sessions = fake.requests.map(({ headers }) => headers["x-amzn-bedrock-agentcore-runtime-session-id"]);
    expect(sessions[0]).toBe(sessions[1]);
    expect(sessions[2]).not.toBe(sessions[0]);
    expect(fake.requests[0]?.body.threadId).toBe(fake.requests[1]?.body.threadId);
    await fake.close();
    const folder = join(person.home, ".local", "state", "agentcore-chat", "conversations");
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it("reads stdin, and says only the last message to an agent that keeps the history itself", async () => {
    const fake = await startFakeAgent();
    const options = ["--session", "s", "--history", "last"];
    expect(await runCommand(["invoke", fake.url, "-", ...options], person.withStdin("from a pipe\n"))).toBe(0);
    expect(await runCommand(["invoke", fake.url, ...options], person.withStdin("and again"))).toBe(0);
    expect(person.said.out).toBe("You said: from a pipe.\nYou said: and again.\n");
    expect(fake.requests.map(({ body }) => body.messages?.length)).toEqual([1, 1]);
    await fake.close();
    expect(await runCommand(["invoke", fake.url, "-"], person.withStdin(" \n"))).toBe(2);
  });

  it("talks to an HTTP-protocol agent, wherever it reads the message", async () => {
    const fake = await startFakeAgent({ protocol: "http", input: "input.prompt" });
    const args = ["invoke", fake.url, "hi", "--protocol", "http"];
    expect(await runCommand([...args, "--input", "input.prompt"], person.io)).toBe(0);
    expect(person.take().out).toBe("You said: hi\n");
    expect(await runCommand(args, person.io)).toBe(1);
    expect(person.take().err).toContain("(AGENT_FAILED)");
    expect(await runCommand([...args, "--input", "input.prompt", "--json"], person.io)).toBe(0);
    const types = person.said.out
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual([
      "RUN_STARTED",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
    await fake.close();
  });

  it("sends an HTTP agent the new message only, in the same session, as its entry in AGENTS has it", async () => {
    const fake = await startFakeAgent({ protocol: "http", input: "input.prompt" });
    const entry = {
      id: "h",
      name: "H",
      url: `${fake.url}/invocations`,
      protocol: "http",
      http: { input: "input.prompt" },
    };
    const io = { ...person.io, env: { ...person.io.env, AGENTS: JSON.stringify([entry]) } };
    for (const text of ["one", "two"]) expect(await runCommand(["invoke", "h", text, "--session", "s"], io)).toBe(0);
    expect(person.take().out).toBe("You said: one\nYou said: two\n");
    expect(fake.requests.map(({ body }) => body)).toEqual([{ input: { prompt: "one" } }, { input: { prompt: "two" } }]);
    const sessions = fake.requests.map(({ headers }) => headers["x-amzn-bedrock-agentcore-runtime-session-id"]);
    expect(sessions[0]).toBe(sessions[1]);
    expect(await runCommand(["invoke", "h", "three", "--history", "full"], io)).toBe(2);
    await fake.close();
  });

  it("prints the events as JSON lines", async () => {
    expect(await runCommand(["invoke", agent.url, "Hello", "--json"], person.io)).toBe(0);
    const types = person.said.out
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types[0]).toBe("RUN_STARTED");
    expect(types).toContain("TEXT_MESSAGE_CONTENT");
    expect(types.at(-1)).toBe("RUN_FINISHED");
  });

  it.each([
    ["no end", "STREAM_TRUNCATED"],
    ["half a frame at the end", "STREAM_TRUNCATED"],
    ["RUN_ERROR", "AGENT_FAILED"],
    ["runs crash", "AGENT_UNREACHABLE"],
    ["wrong content type", "AGENT_FAILED"],
    ["a message without its end", "AGENT_FAILED"],
  ] as const)("says one sentence with its code when the agent has %s", async (fault, code) => {
    const fake = await startFakeAgent({ fault });
    expect(await runCommand(["invoke", fake.url, "hi"], person.io)).toBe(1);
    expect(person.said.err).toMatch(new RegExp(`^agentcore: [A-Z][^\\n]+ \\(${code}\\)\\n$`));
    await fake.close();
  });

  it("names the AWS request, and says to sign in again, when the token is refused", async () => {
    const io = {
      ...person.io,
      env: { ...person.io.env, AGENTCORE_TOKEN: await identity.token("alice", {}, { expired: true }) },
    };
    expect(await runCommand(["invoke", ARN, "hi"], io)).toBe(1);
    expect(person.said.err).toMatch(/login \(SIGN_IN_EXPIRED, AWS request id /);
    const other = {
      ...person.io,
      env: { ...person.io.env, AGENTCORE_TOKEN: await identity.token("alice", { client_id: "x" }) },
    };
    person.take();
    expect(await runCommand(["invoke", ARN, "hi", "--verbose"], other)).toBe(1);
    expect(person.said.err).toMatch(/\(NOT_ALLOWED, AWS request id .*\n {2}HTTP 401 .*client_id/);
  });

  it("gives the AWS request id of a failure", async () => {
    await fetch(`${core.origin}/_local/faults`, {
      method: "PUT",
      body: JSON.stringify([{ kind: "status", status: 403, times: 1 }]),
    });
    expect(await runCommand(["invoke", ARN, "hi"], person.io)).toBe(1);
    expect(person.said.err).toMatch(/\(NOT_ALLOWED, AWS request id [0-9a-f-]{36}\)\n$/);
  });

  it("shows no escape sequence of an agent to the terminal", async () => {
    const fake = await startFakeAgent();
    expect(await runCommand(["invoke", fake.url, "\u001b]0;owned\u0007\u001b[2J"], person.io)).toBe(0);
    expect(person.said.out).toBe("You said: ]0;owned[2J.\n");
    await fake.close();
  });

  it("sends a token neither to an agent that is not said to want one, nor over a network in the clear", async () => {
    const fake = await startFakeAgent();
    const { AGENTCORE_TOKEN: _, ...env } = person.io.env;
    const io = { ...person.io, env };
    expect(await runCommand(["invoke", fake.url, "hi"], io)).toBe(0);
    expect(fake.requests[0]?.headers.authorization).toBeUndefined();
    await fake.close();
    expect(await runCommand(["invoke", ARN, "hi"], io)).toBe(1);
    expect(person.said.err).toContain("Nobody is signed in");
    expect(await runCommand(["invoke", "http://agent.example/", "hi", "--token", "abc"], person.io)).toBe(2);
    expect(person.said.err).toContain("https only");
  });
});

describe("Ctrl-C", () => {
  it("stops the run at the agent by its command, and ends with 130", { timeout: 60_000 }, async () => {
    await clear();
    const env = { ...person.io.env } as Record<string, string>;
    const cli = spawnCli(["invoke", "helper", "Write a 3000-word story about tea"], env);
    while (cli.said.out.length < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    cli.child.kill("SIGINT");
    expect(await cli.done).toMatchObject({ code: 130, err: expect.not.stringContaining("agentcore:") });
    const [run, stop] = await invocations();
    expect(stop).toMatchObject({ op: "invoke", sessionId: run?.sessionId, status: 200 });
    expect(JSON.parse(stop?.body ?? "")).toMatchObject({ command: "stop", runId: expect.any(String) });
    const ping = await fetch(`${agent.url}/ping`);
    expect(await ping.json()).toEqual({ status: "Healthy" });
  });

  it("ends the session of an agent that knows no command", async () => {
    await clear();
    const done = runCommand(["invoke", ARN, "Write a 3000-word story about tea"], person.io);
    await person.until(/\w+ \w+ \w+/);
    person.interrupt();
    expect(await done).toBe(130);
    expect((await invocations()).map(({ op }) => op)).toEqual(["invoke", "stop"]);
  });
});
