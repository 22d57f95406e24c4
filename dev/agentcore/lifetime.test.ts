import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { eventually, type Harness, isAlive, newSessionId, startHarness } from "./fixtures/harness.ts";

const pidOf = async (on: Harness, sessionId: string): Promise<number> =>
  JSON.parse((await on.invoke({ do: "about" }, { sessionId })).body).pid;

describe("idle end and lifetime", () => {
  test("an idle session ends; one with an open request does not; a busy ping keeps one alive", async () => {
    const idle = await startHarness({ runtime: { idleTimeoutSeconds: 0.25 } });
    const [quiet, working, busy] = [newSessionId(), newSessionId(), newSessionId()];
    await idle.invoke({ do: "ping", ping: { status: "HealthyBusy" } }, { sessionId: busy });
    const pid = await pidOf(idle, quiet);
    const work = idle.invoke({ do: "stream", events: 40, everyMs: 25 }, { sessionId: working });
    await eventually(async () => (await idle.sessionInfo(quiet))?.state === "stopped");
    expect(isAlive(pid)).toBe(false);
    expect((await work).body).toContain("RUN_FINISHED");
    expect((await idle.sessionInfo(busy))?.state).toBe("ready");
    await idle.invoke({ do: "ping", ping: { status: "Healthy" } }, { sessionId: busy });
    await eventually(async () => (await idle.sessionInfo(busy))?.state === "stopped");
    await idle.close();
  });

  test("a ping that always says it changed just now never idles out, as on the service", async () => {
    const idle = await startHarness({ runtime: { idleTimeoutSeconds: 0.1 } });
    const [always, once] = [newSessionId(), newSessionId()];
    const soon = Date.now() / 1000 + 3600;
    await idle.invoke({ do: "ping", ping: { status: "Healthy", time_of_last_update: soon } }, { sessionId: always });
    await idle.invoke({ do: "ping", ping: { status: "Healthy", time_of_last_update: 1 } }, { sessionId: once });
    await eventually(async () => (await idle.sessionInfo(once))?.state === "stopped");
    await sleep(300);
    expect((await idle.sessionInfo(always))?.state).toBe("ready");
    await idle.close();
  });

  test("an agent that ignores SIGTERM is killed, and its id is busy meanwhile", async () => {
    const idle = await startHarness({
      env: { FIXTURE_IGNORE_SIGTERM: "1" },
      runtime: { idleTimeoutSeconds: 0.1 },
      limits: { stopGraceMs: 1000 },
    });
    const id = newSessionId();
    const pid = await pidOf(idle, id);
    await eventually(async () => (await idle.sessionInfo(id))?.state === "stopping");
    expect((await idle.invoke({}, { sessionId: id })).status).toBe(409);
    await eventually(async () => (await idle.sessionInfo(id))?.state === "stopped");
    expect(isAlive(pid)).toBe(false);
    await idle.close();
  });

  test("a session's lifetime ends it in the middle of its work", async () => {
    const short = await startHarness({ runtime: { maxLifetimeSeconds: 0.4 }, limits: { stopGraceMs: 50 } });
    const reply = await short.invoke({ do: "stream", events: 10_000, everyMs: 5 });
    expect(reply.ending).toBe("cut");
    await short.close();
  });
});
