import { describe, expect, it, vi } from "vitest";
import { answer, end, events, finished, runError, shows, showsOwn, started, stored, whole } from "./turns.fixture";
import { a, idle, load, q, s, state } from "./turns-stage.fixture";

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
    await load();
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
    await load();
    s.agent.scripts = [events([started, shows({ headId: "a", run: null }), runError("AGENT_BUSY")])];
    s.agent.connects = [events(stored([q, a], { headId: "a" }))];
    s.turns.regenerate("q");
    expect(s.ids()).toEqual(["q"]);
    await vi.waitFor(() => expect(s.ids()).toEqual(["q", "a"]));
    await idle();
    expect(state()).toMatchObject({ problem: { code: "AGENT_BUSY", stored: true }, outcome: "failed" });
    s.turns.tryAgain();
    expect(s.ops()).toEqual(["regenerate", "retry"]);
  });

  it("that is stopped without a word shows the answer that it was to replace", async () => {
    await load();
    const stopped = { ...finished, result: { stopped: true } };
    s.agent.scripts = [events([started, shows({ headId: "a", run: null }), stopped])];
    s.agent.connects = [events(stored([q, a], { headId: "a" }))];
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
