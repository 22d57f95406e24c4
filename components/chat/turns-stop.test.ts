import { describe, expect, it, vi } from "vitest";
import { events, fed, finished, http, offline, runError, showsOwn, started, whole } from "./turns.fixture";
import { idle, s, state } from "./turns-stage.fixture";

describe("stop", () => {
  it("names the run, shows at once, and is no failure whatever the stream says then", async () => {
    const feed = fed();
    s.agent.scripts = [feed.script];
    s.turns.send("hello");
    await vi.waitFor(() => expect(feed.isOpen()).toBe(true));
    await feed.send(started);
    s.turns.stop();
    expect(state().stopping).toBe(true);
    s.turns.stop();
    expect(s.log.filter((entry) => entry.startsWith("stop"))).toEqual(["stop u2"]);
    await feed.send(runError("AGENT_FAILED"));
    feed.end();
    await idle();
    expect(state()).toMatchObject({ problem: null, outcome: "stopped", stopping: false });
  });

  it("from another tab ends the answer here as stopped", async () => {
    s.agent.scripts = [events([started, ...whole("hal", "m1"), showsOwn({ status: "stopped" }), finished])];
    s.turns.send("hello");
    await idle();
    expect(state()).toMatchObject({ problem: null, outcome: "stopped" });
  });

  it("that came too late ends as what it was: done", async () => {
    const feed = fed();
    s.agent.scripts = [feed.script];
    s.turns.send("hello");
    await vi.waitFor(() => expect(feed.isOpen()).toBe(true));
    await feed.send(started);
    s.turns.stop();
    await feed.send(...whole("all of it", "m1"), showsOwn({ baseId: "u1" })("u2"), finished);
    feed.end();
    await idle();
    expect(state().outcome).toBe("done");
  });

  it("can be pressed again when it had no effect", async () => {
    s.turns.send("hello");
    s.turns.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(state().stopping).toBe(false);
    s.turns.stop();
    expect(s.log.filter((entry) => entry.startsWith("stop"))).toHaveLength(2);
  });

  it("waits for a run that has yet to arrive, and no longer than it is on", async () => {
    const feed = fed();
    s.agent.scripts = [feed.script];
    s.answers.stop = async () => ({ ok: false, error: { code: "NOT_FOUND", message: null, requestId: null } });
    s.turns.send("hello");
    s.turns.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(s.log.filter((entry) => entry === "stop u2").length).toBeGreaterThan(2);
    await feed.send(started, finished);
    feed.end();
    await idle();
    const asked = s.log.filter((entry) => entry === "stop u2").length;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(s.log.filter((entry) => entry === "stop u2")).toHaveLength(asked);
  });

  it("says so when it cannot be done, and can be pressed again", async () => {
    s.answers.stop = async () => ({ ok: false, error: { code: "NETWORK", message: null, requestId: null } });
    s.turns.send("hello");
    s.turns.stop();
    await vi.waitFor(() => expect(state().stopping).toBe(false));
    expect(state()).toMatchObject({ phase: "running", notice: { code: "STOP_FAILED" } });
  });

  it("gives up on a run that never arrives", async () => {
    s.answers.stop = async () => ({ ok: false, error: { code: "NOT_FOUND", message: null, requestId: null } });
    s.turns.send("hello");
    s.turns.stop();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(state()).toMatchObject({ stopping: false, notice: { code: "STOP_FAILED" } });
  });

  it("of a message that never arrived brings it back instead of sending it later", async () => {
    s.agent.scripts = [events([offline])];
    s.agent.connects = [events([http(404, "NOT_FOUND")])];
    s.answers.stop = async () => ({ ok: false, error: { code: "NETWORK", message: null, requestId: null } });
    s.turns.send("hello");
    s.turns.stop();
    await idle();
    s.turns.online();
    await vi.waitFor(() => expect(s.log).toContain("composer: hello"));
    expect(s.ops()).toEqual(["send"]);
    expect(s.words()).toEqual([]);
    expect(s.log.at(-1)).toBe("unpublish");
    expect(state()).toMatchObject({ phase: "idle", problem: null });
  });
});
