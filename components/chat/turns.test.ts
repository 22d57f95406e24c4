import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  answer,
  end,
  events,
  fed,
  finished,
  http,
  offline,
  runError,
  type Stage,
  said,
  shows,
  showsOwn,
  stage,
  started,
  stored,
  user,
  whole,
} from "./turns.fixture";

let s: Stage;
const open = (explicit = false) => {
  s?.detach();
  s = stage(explicit);
};
const idle = () => vi.waitFor(() => expect(s.turns.getState().phase).toBe("idle"));
const state = () => s.turns.getState();
/** A conversation with one question and its answer, as loaded. */
const history = [user("q", "question"), said("a", "answer")];
const openHistory = async () => {
  open(true);
  s.agent.connects = [events(stored(history))];
  await s.agent.connectAgent();
  await idle();
  s.log.length = 0;
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  open();
});
afterEach(() => {
  s.detach();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a turn", () => {
  it("ends in an answer, and leaves nothing to recover", async () => {
    s.agent.scripts = [events([started, ...whole("hi", "m1"), finished])];
    expect(s.turns.send("hello")).toBe(true);
    await idle();
    expect(state()).toMatchObject({ problem: null, outcome: "done", stored: true });
    expect(s.words()).toEqual(["user: hello", "assistant: hi"]);
    expect(s.log).toEqual(["keep: hello", "publish", "arrived", "changed", "ended"]);
  });

  it("says below which question it belongs, and sends its own message only", async () => {
    await openHistory();
    s.turns.send("more");
    await vi.waitFor(() => expect(s.agent.inputs).toHaveLength(2));
    expect(s.sent).toEqual([{ op: "send", parentId: "q" }]);
    expect(s.agent.inputs[1]?.messages).toEqual([{ id: "u1", role: "user", content: "more" }]);
    expect(s.agent.inputs[1]?.runId).toBe("u2");
    expect(s.words()).toEqual(["user: question", "assistant: answer", "user: more"]);
  });

  it("is the only one: a second message while an answer is being written is not taken", async () => {
    expect(s.turns.send("one")).toBe(true);
    expect(s.turns.send("two")).toBe(false);
    expect(s.turns.edit("u1", "two")).toBe(false);
    expect(s.turns.regenerate("u1")).toBe(false);
    expect(s.sent).toEqual([{ op: "send", parentId: null }]);
    expect(s.words()).toEqual(["user: one"]);
  });

  it("never sends an empty message", () => {
    expect(s.turns.send("  \n ")).toBe(false);
    expect(s.turns.edit("q", " ")).toBe(false);
    expect(s.sent).toEqual([]);
  });

  it("keeps what the server says of the branch", async () => {
    const branches = { m1: ["m0", "m1"] };
    s.agent.scripts = [
      events([started, showsOwn({ status: "running" }), ...whole("hi", "m1"), showsOwn({}, { branches }), finished]),
    ];
    s.turns.send("hello");
    await idle();
    expect(state().view).toMatchObject({ title: "T", branches, run: { status: "completed" } });
  });

  it("believes no view that is none", async () => {
    const forged = { ...shows(), value: { title: 1, marks: "x" } };
    s.agent.scripts = [events([started, shows({ title: "ours" }), forged, ...whole("hi", "m1"), finished])];
    s.turns.send("hello");
    await idle();
    expect(state()).toMatchObject({ view: { title: "ours" }, outcome: "done" });
  });

  it("that fails on the way keeps what was said; tried again, that becomes another branch", async () => {
    s.agent.scripts = [
      events([started, ...answer("half an ans"), end, runError("AGENT_FAILED")]),
      events([started, ...whole("whole", "m2"), finished]),
    ];
    s.turns.send("hello");
    await idle();
    expect(state()).toMatchObject({ problem: { code: "AGENT_FAILED", stored: true }, outcome: "failed" });
    expect(s.words()).toEqual(["user: hello", "assistant: half an ans"]);
    s.turns.tryAgain();
    expect(state().problem).toBeNull();
    expect(s.words()).toEqual(["user: hello"]);
    await idle();
    expect(s.sent.at(-1)).toEqual({ op: "retry", parentId: "u1", targetId: "u1" });
    expect(s.agent.inputs.at(-1)?.messages).toEqual([]);
    expect(s.words()).toEqual(["user: hello", "assistant: whole"]);
    expect(state().problem).toBeNull();
  });

  it("that was interrupted says so, whatever else the stream says, and can be tried again", async () => {
    s.agent.scripts = [
      events([started, ...answer("half"), end, showsOwn({ status: "interrupted", baseId: "u1" }), finished]),
    ];
    s.turns.send("hello");
    await idle();
    expect(state()).toMatchObject({ problem: { code: "INTERRUPTED", stored: true }, outcome: "failed" });
    s.turns.tryAgain();
    expect(s.ops()).toEqual(["send", "retry"]);
  });

  it("that fails without a word says so over the answer that it was to replace", async () => {
    await openHistory();
    s.agent.scripts = [events([started, shows({ headId: "a", run: null }), runError("AGENT_BUSY")])];
    s.agent.connects = [events(stored(history, { headId: "a" }))];
    s.turns.regenerate("q");
    expect(s.ids()).toEqual(["q"]);
    await vi.waitFor(() => expect(s.ids()).toEqual(["q", "a"]));
    await idle();
    expect(state()).toMatchObject({ problem: { code: "AGENT_BUSY", stored: true }, outcome: "failed" });
    s.turns.tryAgain();
    expect(s.ops()).toEqual(["regenerate", "retry"]);
  });

  it("that is stopped without a word shows the answer that it was to replace", async () => {
    await openHistory();
    const stopped = { ...finished, result: { stopped: true } };
    s.agent.scripts = [events([started, shows({ headId: "a", run: null }), stopped])];
    s.agent.connects = [events(stored(history, { headId: "a" }))];
    s.turns.regenerate("q");
    await vi.waitFor(() => expect(s.ids()).toEqual(["q", "a"]));
    await idle();
    expect(state()).toMatchObject({ problem: null, outcome: "stopped" });
  });

  it("keeps the details of its own failure", async () => {
    const failed = { ...runError("AGENT_BUSY"), metadata: { traceId: "trace" } };
    s.agent.scripts = [events([started, showsOwn({ status: "error", baseId: "u1" }), failed])];
    s.turns.send("hello");
    await idle();
    expect(state().problem).toMatchObject({ code: "AGENT_BUSY", traceId: "trace" });
  });
});

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
