import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  AGUI_ARN,
  eventsOf,
  eventually,
  FIXTURE_COMMAND,
  type Harness,
  HTTP_ARN,
  isAlive,
  newSessionId,
  startHarness,
} from "./fixtures/harness.ts";

let h: Harness;
let folder: string;
beforeAll(async () => {
  h = await startHarness({ env: { MODEL_PROVIDER: "demo" } });
  folder = await mkdtemp(join(tmpdir(), "sessions-test-"));
});
afterAll(async () => {
  await h.close();
  await rm(folder, { recursive: true });
});

const remember = async (on: Harness, sessionId: string, sub = "alice") =>
  JSON.parse((await on.invoke({ do: "remember" }, { sessionId, sub })).body) as {
    remembered: number;
    disk: string[];
    storage: string[];
    pid: number;
  };
const codeOf = (body: string) => eventsOf(body)[0]?.code;

describe("isolation", () => {
  test("two ids are two processes with their own memory and disk; one id is one, whoever uses it", async () => {
    const [one, two] = [newSessionId(), newSessionId()];
    const first = await remember(h, one);
    const other = await remember(h, two);
    const again = await remember(h, one, "bob");
    expect(first.pid).not.toBe(other.pid);
    expect([other.remembered, other.disk]).toEqual([1, ["note-1"]]);
    expect([again.pid, again.remembered, again.disk]).toEqual([first.pid, 2, ["note-1", "note-2"]]);
    expect((await h.sessionInfo(one))?.subs).toEqual(["alice", "bob"]);
  });

  test("the agent sees the declared environment and its disk, nothing of the parent's", async () => {
    process.env.PARENT_SECRET = "do not inherit";
    const reply = await h.invoke({ do: "about" });
    const { env, cwd } = JSON.parse(reply.body) as { env: Record<string, string>; cwd: string };
    expect(Object.keys(env).sort()).toEqual(["HOME", "HOST", "MODEL_PROVIDER", "PATH", "PORT", "TMPDIR"]);
    expect([env.HOME, env.TMPDIR]).toEqual([cwd, cwd]);
  });
});

describe("the life of a session", () => {
  test("a stopped id starts afresh: memory and disk are gone", async () => {
    const id = newSessionId();
    const before = await remember(h, id);
    const { cwd } = JSON.parse((await h.invoke({ do: "about" }, { sessionId: id })).body) as { cwd: string };
    expect((await h.stop(id)).status).toBe(200);
    expect(isAlive(before.pid)).toBe(false);
    await eventually(() =>
      readdir(cwd).then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === "ENOENT",
      ),
    );
    expect((await h.sessionInfo(id))?.state).toBe("stopped");
    expect((await h.stop(id)).status).toBe(404);
    const after = await remember(h, id);
    expect([after.remembered, after.disk]).toEqual([1, ["note-1"]]);
    expect(after.pid).not.toBe(before.pid);
  });

  test("declared session storage outlives the process and belongs to one session", async () => {
    const stored = await startHarness({ runtime: { sessionStorageDir: join(folder, "storage") } });
    const id = newSessionId();
    await remember(stored, id);
    await stored.stop(id);
    expect((await remember(stored, id)).storage).toEqual(["kept-1", "kept-2"]);
    expect((await remember(stored, newSessionId())).storage).toEqual(["kept-1"]);
    await stored.close();
  });

  test("a kill leaves the storage alone, unless that is to go as well", async () => {
    const stored = await startHarness({ runtime: { sessionStorageDir: join(folder, "killed") } });
    const [id, other] = [newSessionId(), newSessionId()];
    await remember(stored, id);
    await remember(stored, other);
    const kill = (body?: object) => stored.local("POST", `sessions/${id}/kill`, body);
    const stopped = () => eventually(async () => (await stored.sessionInfo(id))?.state === "stopped");
    expect(await kill()).toEqual({ killed: 1 });
    await stopped();
    const again = await remember(stored, id);
    expect([again.disk, again.storage]).toEqual([["note-1"], ["kept-1", "kept-2"]]);
    expect(await kill({ storage: true })).toEqual({ killed: 1 });
    await stopped();
    expect((await remember(stored, id)).storage).toEqual(["kept-1"]);
    await stored.stop(id);
    expect(await kill({ storage: true })).toEqual({ killed: 0 });
    expect((await remember(stored, id)).storage).toEqual(["kept-1"]);
    expect((await remember(stored, other)).storage).toEqual(["kept-1", "kept-2"]);
    await expect(kill({ disk: true })).rejects.toThrow("400");
    await stored.close();
  });

  test("stop ends an open stream at once, in the middle", async () => {
    const id = newSessionId();
    let begun = false;
    const onData = () => {
      begun = true;
    };
    const stream = h.invoke({ do: "stream", events: 10_000, everyMs: 5 }, { sessionId: id, onData });
    await eventually(async () => begun);
    expect((await h.stop(id)).status).toBe(200);
    const reply = await stream;
    expect(reply.ending).toBe("cut");
    expect(reply.body).not.toContain("RUN_FINISHED");
  });

  test("an unknown session cannot be stopped, nor can any without a good token or id", async () => {
    const unknown = await h.stop(newSessionId());
    expect([unknown.status, unknown.headers["x-amzn-errortype"]]).toEqual([404, "ResourceNotFoundException"]);
    expect((await h.stop("short")).status).toBe(400);
    const url = `${h.core.origin}/runtimes/${encodeURIComponent(AGUI_ARN)}/stopruntimesession`;
    expect((await h.send({ method: "POST", url, body: "{}" })).status).toBe(401);
  });

  test("a crash ends the session; the next request has a new process", async () => {
    const id = newSessionId();
    const before = await remember(h, id);
    expect(await h.local("POST", `sessions/${id}/kill`)).toEqual({ killed: 1 });
    await eventually(async () => (await h.sessionInfo(id))?.state === "stopped");
    expect((await remember(h, id)).pid).not.toBe(before.pid);
  });

  test("requests at the same time reach the one container", async () => {
    const id = newSessionId();
    await remember(h, id);
    const slow = h.invoke({ do: "stream", events: 20, everyMs: 15 }, { sessionId: id });
    await eventually(async () => (await h.sessionInfo(id))?.openRequests === 1);
    expect((await remember(h, id)).remembered).toBe(2);
    expect((await slow).body).toContain("RUN_FINISHED");
  });

  test("while a session starts it is busy, for a request and for a stop", async () => {
    const slow = await startHarness({ env: { FIXTURE_SLOW_START_MS: "1000" } });
    const id = newSessionId();
    const first = slow.invoke({ do: "about" }, { sessionId: id });
    await eventually(async () => (await slow.sessionInfo(id))?.state === "starting");
    const second = await slow.invoke({ do: "about" }, { sessionId: id });
    expect([second.status, codeOf(second.body)]).toEqual([409, "SESSION_BUSY"]);
    expect(second.body).toContain("Session operation in progress, please retry");
    expect((await slow.stop(id)).status).toBe(409);
    expect((await first).status).toBe(200);
    await slow.close();
  });
});

describe("a start that fails", () => {
  test.each([
    [AGUI_ARN, 200, "AGENT_ERROR"],
    [HTTP_ARN, 424, undefined],
  ])("is the agent's error, without its last words (%s)", async (arn, status, code) => {
    const broken = await startHarness({ env: { FIXTURE_CRASH: "1" } });
    const reply = await broken.invoke({}, { arn });
    expect(reply.status).toBe(status);
    if (code) expect(codeOf(reply.body)).toBe(code);
    expect(reply.body).toContain("failed to start");
    expect(reply.body).not.toContain("cannot find my model");
    await broken.close();
  });

  test("a command that does not exist, too", async () => {
    const broken = await startHarness({ runtime: { command: ["/no/such/agent"] } });
    expect(codeOf((await broken.invoke({})).body)).toBe("AGENT_ERROR");
    await broken.close();
  });

  test.each([
    ["agui", AGUI_ARN, "AGENT_ERROR", 200],
    ["http", HTTP_ARN, undefined, 200],
  ])("a ping in lower case is good enough for http only (%s)", async (_protocol, arn, code, status) => {
    const lower = await startHarness({ env: { FIXTURE_PING: "healthy" }, limits: { startMs: 700 } });
    const reply = await lower.invoke({ do: "stream" }, { arn });
    expect([reply.status, codeOf(reply.body)]).toEqual([status, code]);
    await lower.close();
  });
});

describe("disconnects", () => {
  test("are hidden from the agent: it finishes and never learns of it", async () => {
    const record = join(folder, "record");
    await h.invoke({ do: "stream", events: 10, everyMs: 20, record }, { hangUpAfter: 1 });
    const written = await eventually(() => readFile(record, "utf8").catch(() => ""));
    expect(JSON.parse(written)).toEqual({ finished: true, disconnected: false });
  });
});

describe("an attached agent", () => {
  test("serves all sessions from one process; stop ends its streams only", async () => {
    const port = 20_000 - 1 - Math.floor(Math.random() * 5_000);
    const [file = "", ...args] = FIXTURE_COMMAND;
    const server = spawn(file, args, { env: { ...process.env, PORT: String(port) } });
    const attached = await startHarness({ runtime: { url: `http://127.0.0.1:${port}` } });
    const id = newSessionId();
    await eventually(async () => (await attached.invoke({ do: "remember" }, { sessionId: id })).status === 200);
    const stream = attached.invoke({ do: "stream", events: 10_000, everyMs: 5 }, { sessionId: id });
    await eventually(async () => (await attached.sessionInfo(id))?.openRequests === 1);
    expect((await attached.stop(id)).status).toBe(200);
    expect((await stream).ending).toBe("cut");
    await attached.close();
    expect(server.exitCode).toBeNull();
    server.kill("SIGKILL");
  });
});

test("close() leaves no process behind, not even one that is starting", async () => {
  const own = await startHarness({ env: { FIXTURE_SLOW_START_MS: "300" } });
  const id = newSessionId();
  const { pid } = await remember(own, id);
  const starting = newSessionId();
  const pending = own.invoke({}, { sessionId: starting });
  const young = await eventually(async () => (await own.sessionInfo(starting))?.pid ?? undefined);
  await own.close();
  await pending;
  expect([isAlive(pid), isAlive(young)]).toEqual([false, false]);
});
