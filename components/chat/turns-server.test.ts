import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ThreadView } from "@/lib/api/contract";
import {
  answer,
  events,
  fed,
  finished,
  http,
  offline,
  run,
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
const [q, a] = [user("q", "question"), said("a", "answer")];
const load = async (messages = [q, a], view: Partial<ThreadView> = {}) => {
  open(true);
  s.agent.connects = [events(stored(messages, view))];
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

describe("a turn that the server refuses", () => {
  it("goes back to the composer when the person has to do something first", async () => {
    s.agent.scripts = [events([http(401, "SIGN_IN_EXPIRED")])];
    s.turns.send("hello");
    await idle();
    expect(state()).toMatchObject({ problem: { code: "SIGN_IN_EXPIRED" }, stored: false });
    expect(s.words()).toEqual([]);
    expect(s.log).toEqual(["keep: hello", "publish", "composer: hello", "unpublish"]);
  });

  it("is sent again, not retried: the server has nothing to retry", async () => {
    s.agent.scripts = [events([http(429, "RATE_LIMITED")]), events([started, ...whole("hi", "m1"), finished])];
    s.turns.send("hello");
    await idle();
    expect(state().unsentId).toBe("u1");
    s.turns.tryAgain();
    await idle();
    expect(s.ops()).toEqual(["send", "send"]);
    expect(s.words()).toEqual(["user: hello", "assistant: hi"]);
    expect(state().unsentId).toBeNull();
  });

  it("is no failed run, also when the stream says so before there is one", async () => {
    s.agent.scripts = [events([runError("INTERNAL")]), events([started, ...whole("hi", "m1"), finished])];
    s.turns.send("hello");
    await idle();
    expect(state().problem).toMatchObject({ code: "INTERNAL", stored: false });
    s.turns.tryAgain();
    await idle();
    expect(s.ops()).toEqual(["send", "send"]);
  });

  it("gives way to the next one: the server never saw it, so neither may the conversation show it", async () => {
    s.agent.scripts = [events([http(503)]), events([started, ...whole("hi", "m1"), finished])];
    s.turns.send("refused");
    await idle();
    s.turns.send("other words");
    await idle();
    expect(s.words()).toEqual(["user: other words", "assistant: hi"]);
    expect(s.sent[1]).toEqual({ op: "send", parentId: null });
  });

  it("leaves what an edit would have replaced, and its text to be edited on", async () => {
    await load();
    s.agent.scripts = [events([http(429, "RATE_LIMITED")])];
    s.turns.edit("q", "question!");
    await idle();
    expect(s.ids()).toEqual(["q", "a"]);
    expect(s.log).toContain("editor q: question!");
    expect(state().problem).toMatchObject({ code: "RATE_LIMITED", returned: true });
    s.turns.tryAgain();
    expect(s.ops()).toEqual(["edit"]);
  });

  it("leaves the answer that another was asked for, and asks for the same again", async () => {
    await load();
    s.agent.scripts = [events([http(429, "RATE_LIMITED")]), events([started, ...whole("new", "m1"), finished])];
    s.turns.regenerate("q");
    await idle();
    expect(s.ids()).toEqual(["q", "a"]);
    s.turns.tryAgain();
    await idle();
    expect(s.sent[1]).toEqual({ op: "regenerate", parentId: "q", targetId: "q" });
    expect(s.words()).toEqual(["user: question", "assistant: new"]);
  });
});

describe("a conversation that was changed elsewhere", () => {
  const more = [q, a, user("q2", "elsewhere"), said("a2", "said elsewhere")];

  it("is loaded, the text is back in the composer, and that is said", async () => {
    await load();
    s.agent.scripts = [events([runError("CONFLICT")])];
    s.agent.connects = [events(stored(more))];
    s.turns.send("hello");
    await idle();
    expect(s.ids()).toEqual(["q", "a", "q2", "a2"]);
    expect(s.log).toEqual(["keep: hello", "publish", "composer: hello", "loaded"]);
    expect(state()).toMatchObject({ problem: null, notice: { code: "CONFLICT", textReturned: true } });
    s.turns.send("hello");
    expect(s.sent[1]).toEqual({ op: "send", parentId: "q2" });
    expect(state().notice).toBeNull();
  });

  it("by an HTTP answer too, and the text of an edit is back in its box while that message is shown", async () => {
    await load();
    s.agent.scripts = [events([http(409, "CONFLICT")]), events([http(409, "CONFLICT")])];
    s.agent.connects = [events(stored(more)), events(stored([user("x", "other branch")]))];
    s.turns.edit("q", "one");
    await idle();
    expect(s.log).toContain("editor q: one");
    s.turns.edit("q", "two");
    await idle();
    expect(s.log).toContain("composer: two");
  });

  it("also for a new answer that was asked for", async () => {
    await load();
    s.agent.scripts = [events([runError("CONFLICT")])];
    s.agent.connects = [events(stored(more))];
    s.turns.regenerate("q");
    await idle();
    expect(s.ids()).toEqual(["q", "a", "q2", "a2"]);
    expect(state().notice).toEqual({ code: "CONFLICT", textReturned: false });
  });

  it("keeps the text also when it cannot be loaded", async () => {
    await load();
    s.agent.scripts = [events([runError("CONFLICT")])];
    s.agent.connects = [events([offline])];
    s.turns.send("hello");
    await idle();
    expect(s.log).toContain("composer: hello");
    expect(s.ids()).toEqual(["q", "a"]);
    expect(state().problem).toMatchObject({ code: "NETWORK", source: "connect" });
  });

  it("by the very message that was sent twice: then it has arrived", async () => {
    await load();
    s.agent.scripts = [events([runError("CONFLICT")])];
    s.agent.connects = [events(stored([q, a, user("u1", "hello"), said("a2", "hi")]))];
    s.turns.send("hello");
    await idle();
    expect(s.log).not.toContain("composer: hello");
    expect(state()).toMatchObject({ notice: null, problem: null });
  });

  it("and where an answer is being written, is followed; the text is back at once", async () => {
    await load();
    const feed = fed();
    s.agent.scripts = [events([runError("RUN_IN_PROGRESS")])];
    s.agent.connects = [feed.script];
    s.turns.send("mine");
    await vi.waitFor(() => expect(feed.isOpen()).toBe(true));
    const live = run({ id: "theirs", status: "running", baseId: "q2" });
    const asked = [q, a, user("q2", "theirs")];
    await feed.send(started, { type: "MESSAGES_SNAPSHOT", messages: asked }, shows({ run: live }));
    expect(s.log).toContain("composer: mine");
    expect(state()).toMatchObject({ phase: "running", notice: { code: "RUN_IN_PROGRESS", textReturned: true } });
    s.turns.stop();
    expect(s.log).toContain("stop theirs");
    await feed.send(...whole("so", "m1"), shows({ run: run({ id: "theirs", baseId: "q2" }) }), finished);
    feed.end();
    await idle();
    expect(s.words().at(-1)).toBe("assistant: so");
    expect(state()).toMatchObject({ outcome: "done", problem: null });
  });
});

describe("a broken connection", () => {
  const hello = user("u1", "hello");

  it("in the middle of an answer loads the answer instead of asking twice, and says that it is there", async () => {
    s.agent.scripts = [events([started, ...answer("the who"), new TypeError("network error")])];
    s.agent.connects = [
      events(stored([hello, said("m1", "the whole answer")], { run: run({ id: "u2", baseId: "u1" }) })),
    ];
    s.turns.send("hello");
    await idle();
    expect(state().problem).toMatchObject({ code: "NETWORK", source: "run" });
    s.turns.tryAgain();
    await vi.waitFor(() => expect(s.words()).toEqual(["user: hello", "assistant: the whole answer"]));
    await idle();
    expect(s.ops()).toEqual(["send"]);
    expect(state()).toMatchObject({ problem: null, outcome: "done" });
  });

  it("that looks like a clean end is one all the same", async () => {
    s.agent.scripts = [events([started, ...answer("the who")])];
    s.turns.send("hello");
    await idle();
    expect(state().problem?.code).toBe("NETWORK");
  });

  it("before the message arrived sends it once the site is back", async () => {
    s.agent.scripts = [events([offline]), events([started, ...whole("hi", "m1"), finished])];
    s.agent.connects = [events([http(404, "NOT_FOUND")])];
    s.turns.send("hello");
    await idle();
    s.turns.online();
    await vi.waitFor(() => expect(s.words()).toEqual(["user: hello", "assistant: hi"]));
    expect(s.ops()).toEqual(["send", "send"]);
    expect(s.log).not.toContain("unpublish");
  });

  it("before an edit arrived edits once the site is back, below the same question as before", async () => {
    await load();
    s.agent.scripts = [events([offline]), events([started, ...whole("hi", "m1"), finished])];
    s.agent.connects = [events(stored([q, a]))];
    s.turns.edit("q", "question!");
    await idle();
    s.turns.online();
    await vi.waitFor(() => expect(s.words()).toEqual(["user: question!", "assistant: hi"]));
    expect(s.sent).toEqual([s.sent[0], s.sent[0]]);
  });

  it("does not take a second message while it is not known what became of the first", async () => {
    s.agent.scripts = [events([offline]), events([started, ...whole("hi", "m1"), finished])];
    s.agent.connects = [events([http(404, "NOT_FOUND")])];
    s.turns.send("first");
    await idle();
    expect(s.turns.send("second")).toBe(false);
    await vi.waitFor(() => expect(s.words()).toEqual(["user: first", "assistant: hi"]));
    expect(s.sent).toHaveLength(2);
  });

  it("after which somebody else's answer is being written does not put the message behind that", async () => {
    await load();
    const feed = fed();
    s.agent.scripts = [events([offline])];
    s.agent.connects = [feed.script];
    s.turns.send("mine");
    await idle();
    s.turns.tryAgain();
    await vi.waitFor(() => expect(feed.isOpen()).toBe(true));
    const live = run({ id: "theirs", status: "running", baseId: "q2" });
    await feed.send(
      started,
      { type: "MESSAGES_SNAPSHOT", messages: [q, a, user("q2", "theirs")] },
      shows({ run: live }),
    );
    expect(s.log).toContain("composer: mine");
    expect(state()).toMatchObject({ phase: "running", notice: { code: "RUN_IN_PROGRESS", textReturned: true } });
  });

  it("while the site refuses to show the conversation gives the message back", async () => {
    await load();
    s.agent.scripts = [events([offline])];
    s.agent.connects = [events([http(401, "SIGN_IN_EXPIRED")])];
    s.turns.send("hello");
    await idle();
    s.turns.online();
    await vi.waitFor(() => expect(s.log).toContain("composer: hello"));
    expect(s.ids()).toEqual(["q", "a"]);
    expect(state().problem?.code).toBe("SIGN_IN_EXPIRED");
  });

  it("does not show a half conversation while it lasts", async () => {
    s.agent.scripts = [events([started, ...answer("the who"), new TypeError("network error")])];
    s.agent.connects = [events([offline])];
    s.turns.send("hello");
    await idle();
    s.turns.tryAgain();
    await idle();
    expect(state().problem).toMatchObject({ code: "NETWORK", source: "run" });
    expect(s.words()).toEqual(["user: hello", "assistant: the who"]);
  });

  it("is tried again by itself, a few times and not for ever", async () => {
    s.agent.scripts = [events([offline])];
    const connect = vi.spyOn(s.agent, "connectAgent");
    s.agent.connects = Array.from({ length: 9 }, () => events([offline]));
    s.turns.send("hello");
    await idle();
    for (let tries = 1; tries <= 9; tries += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      await idle();
    }
    expect(connect).toHaveBeenCalledTimes(3);
  });
});

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
