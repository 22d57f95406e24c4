import { beforeEach, describe, expect, it, vi } from "vitest";
import { events, fed, finished, http, run, said, shows, showsOwn, started, stored, user, whole } from "./turns.fixture";
import { a, idle, load, open, q, s, state } from "./turns-stage.fixture";

describe("an opened conversation", () => {
  beforeEach(() => open(true));

  it("is what the server has of it, and nothing else", async () => {
    s.agent.setMessages([q, { id: "r", role: "reasoning", content: "of another branch" }, a]);
    s.agent.connects = [events(stored([said("a", "answer, as stored"), user("q2", "more"), said("a2", "so")]))];
    await s.agent.connectAgent();
    await idle();
    expect(s.words()).toEqual(["assistant: answer, as stored", "user: more", "assistant: so"]);
  });

  it("of which only the past is loaded announces nothing", async () => {
    await load();
    expect(state()).toMatchObject({ phase: "idle", outcome: null, problem: null, view: { title: "T" } });
  });

  it("that does not exist says so, once", async () => {
    s.agent.connects = [events([http(404, "NOT_FOUND")])];
    await s.agent.connectAgent().catch(() => undefined);
    await idle();
    expect(state()).toMatchObject({ problem: { code: "NOT_FOUND", source: "connect" } });
  });

  it("that breaks off before it is there is loaded again", async () => {
    s.agent.connects = [events([started]), events(stored([q, a]))];
    await s.agent.connectAgent();
    await idle();
    expect(state().problem).toMatchObject({ code: "NETWORK", source: "connect" });
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitFor(() => expect(s.ids()).toEqual(["q", "a"]));
  });

  it("whose last question has no answer offers one", async () => {
    s.agent.connects = [events(stored([q]))];
    s.agent.scripts = [events([started, ...whole("yes", "m1"), finished])];
    await s.agent.connectAgent();
    await idle();
    expect(state().problem).toMatchObject({ code: "UNANSWERED", stored: true });
    s.turns.tryAgain();
    await idle();
    expect(s.sent).toEqual([{ op: "retry", parentId: "q", targetId: "q" }]);
    expect(s.words()).toEqual(["user: question", "assistant: yes"]);
  });

  it.each([
    ["error", [q, a], "AGENT_FAILED"],
    ["interrupted", [q, a], "INTERRUPTED"],
    ["interrupted", [q], "INTERRUPTED"],
    ["stopped", [q, a], undefined],
    ["stopped", [q], undefined],
    ["completed", [q, a], undefined],
    ["completed", [q], "UNANSWERED"],
  ] as const)("whose last answer ended as %s over %j: %s", async (status, messages, code) => {
    await load([...messages], { run: run({ status }) });
    expect(state().problem?.code).toBe(code);
  });

  it("tells what support needs of a failure that it did not see", async () => {
    await load([q, a], { run: run({ status: "error" }) });
    expect(state().problem).toMatchObject({
      at: "2026-01-02T03:04:05.000Z",
      awsRequestId: "aws",
      runId: "r1",
      stored: true,
    });
  });

  it("tells when an answer was interrupted, and not when that was found out", async () => {
    await load([q, a], { run: run({ status: "interrupted", endedAt: "2026-01-02T03:04:06.000Z" }) });
    expect(state().problem).toMatchObject({ code: "INTERRUPTED", at: "2026-01-02T03:04:06.000Z", runId: "r1" });
  });

  it("never brings back a failure after which the person went on", async () => {
    await load([q, a, user("q2", "never mind"), said("a2", "fine")], { run: run({ status: "error" }) });
    expect(state().problem).toBeNull();
    await load([q, a], { run: run({ status: "error" }), branches: { a: ["a", "a-later"] } });
    expect(state().problem).toBeNull();
    await load([q, a], { run: run({ status: "error" }), branches: { a: ["a-before", "a"] } });
    expect(state().problem?.code).toBe("AGENT_FAILED");
  });

  it("with an answer under way is running at once, and can be stopped, that run and no other", async () => {
    const feed = fed();
    s.agent.connects = [feed.script];
    const connected = s.agent.connectAgent();
    await vi.waitFor(() => expect(feed.isOpen()).toBe(true));
    await feed.send(started, { type: "MESSAGES_SNAPSHOT", messages: [q] });
    expect(state().phase).toBe("connecting");
    await feed.send(shows({ run: run({ id: "live-run", status: "running" }) }));
    expect(state()).toMatchObject({ phase: "running", problem: null });
    s.turns.stop();
    expect(s.log).toContain("stop live-run");
    await feed.send(shows({ run: run({ id: "live-run", status: "stopped" }) }), finished);
    feed.end();
    await connected;
    await idle();
    expect(state()).toMatchObject({ outcome: "stopped", problem: null });
    expect(s.log.at(-1)).toBe("ended");
  });

  it("follows an answer to its end, and tells how that was", async () => {
    const live = shows({ run: run({ status: "running" }) });
    const over = shows({ run: run({ status: "interrupted" }), marks: { m1: "interrupted" } });
    s.agent.connects = [
      events([
        started,
        { type: "MESSAGES_SNAPSHOT", messages: [q, said("m1", "ha")] },
        live,
        ...whole("lf", "m1"),
        over,
        finished,
      ]),
    ];
    await s.agent.connectAgent();
    await idle();
    expect(s.words()).toEqual(["user: question", "assistant: half"]);
    expect(state()).toMatchObject({
      outcome: "failed",
      problem: { code: "INTERRUPTED" },
      view: { marks: { m1: "interrupted" } },
    });
  });

  it("whose connection the host ends in the middle of an answer is followed on the next, and nothing is said of it", async () => {
    const live = shows({ run: run({ status: "running" }) });
    s.agent.connects = [
      events([started, { type: "MESSAGES_SNAPSHOT", messages: [q] }, live, ...whole("ha", "m1"), finished]),
      events([
        started,
        { type: "MESSAGES_SNAPSHOT", messages: [q, said("m1", "ha")] },
        live,
        ...whole("lf", "m1"),
        shows({ run: run() }),
        finished,
      ]),
    ];
    const problems: unknown[] = [];
    const stop = s.turns.subscribe(() => problems.push(s.turns.getState().problem));
    await s.agent.connectAgent();
    await vi.waitFor(() => expect(state()).toMatchObject({ phase: "idle", outcome: "done" }));
    stop();
    expect(s.words()).toEqual(["user: question", "assistant: half"]);
    expect(problems.filter((problem) => problem !== null)).toEqual([]);
    expect(s.agent.connects).toEqual([]);
  });

  it("whose live answer breaks off is loaded again", async () => {
    s.agent.connects = [
      events([started, { type: "MESSAGES_SNAPSHOT", messages: [q] }, shows({ run: run({ status: "running" }) })]),
      events(stored([q, a], { run: run() })),
    ];
    await s.agent.connectAgent();
    await idle();
    expect(state().problem).toMatchObject({ code: "NETWORK", source: "run" });
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitFor(() => expect(state()).toMatchObject({ phase: "idle", problem: null, outcome: "done" }));
  });

  it("is loaded anew when it has changed elsewhere, unless something of the person's waits in it", async () => {
    await load();
    s.agent.connects = [events(stored([q, a, user("q2", "elsewhere")], { run: run({ baseId: "q2" }) }))];
    expect(s.turns.refresh()).toBe(true);
    expect(s.turns.refresh()).toBe(false);
    await idle();
    expect(s.ids()).toEqual(["q", "a", "q2"]);
    s.agent.scripts = [events([http(429, "RATE_LIMITED")])];
    s.turns.send("waits");
    await idle();
    expect(s.turns.refresh()).toBe(false);
    expect(s.words().at(-1)).toBe("user: waits");
  });

  it("gives a waiting message back before another branch takes its place", async () => {
    await load();
    s.agent.scripts = [events([http(429, "RATE_LIMITED")])];
    s.agent.connects = [events(stored([user("q0", "old")]))];
    s.turns.send("waits");
    await idle();
    await s.turns.showBranch("q0");
    expect(s.log).toContain("composer: waits");
    expect(s.ids()).toEqual(["q0"]);
  });

  it("does not hear a stream that it has left", async () => {
    const feed = fed();
    s.agent.connects = [feed.script];
    void s.agent.connectAgent();
    await vi.waitFor(() => expect(feed.isOpen()).toBe(true));
    await feed.send(started);
    s.detach();
    const before = state();
    await feed.send(shows({ run: run({ status: "running" }) }), finished);
    feed.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(state()).toEqual(before);
  });

  it("takes a title that was chosen elsewhere", async () => {
    await load();
    s.turns.retitle("Another");
    expect(state().view?.title).toBe("Another");
  });

  it("shows the end of an own run as the server has it", async () => {
    await load();
    s.agent.scripts = [events([started, showsOwn({ status: "error", baseId: "u1" }), finished])];
    s.turns.send("hello");
    await idle();
    expect(state()).toMatchObject({ outcome: "failed", problem: { code: "AGENT_FAILED", awsRequestId: "aws" } });
  });
});
