import { describe, expect, it, vi } from "vitest";
import { ERROR_CODES } from "@/lib/errors";
import {
  events,
  fed,
  finished,
  http,
  offline,
  run,
  runError,
  said,
  shows,
  started,
  stored,
  user,
  whole,
} from "./turns.fixture";
import { a, idle, load, q, s, state } from "./turns-stage.fixture";

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

  it("that came too soon after others is text again, with the seconds to wait", async () => {
    s.agent.scripts = [events([http(429, "RATE_LIMITED", { retryAfter: 12 })])];
    s.turns.send("hello");
    await idle();
    expect(state()).toMatchObject({
      problem: { code: "RATE_LIMITED", retryAfter: 12, returned: true, unsent: true },
      unsentId: null,
    });
    expect(s.log).toContain("composer: hello");
    expect(s.words()).toEqual([]);
  });

  it("because the sign-in has ended is forgotten once it is renewed, and nothing is sent by itself", async () => {
    s.agent.scripts = [events([http(401, "SIGN_IN_EXPIRED")])];
    s.turns.send("hello");
    await idle();
    s.turns.signedIn();
    expect(state().problem).toBeNull();
    expect(s.ops()).toEqual(["send"]);
    await load();
    s.agent.scripts = [events([started, ...whole("so f", "m1"), runError("SIGN_IN_EXPIRED")])];
    s.turns.send("go on");
    await idle();
    expect(state().problem?.code).toBe("SIGN_IN_EXPIRED");
    const asked = user("u9", "go on");
    const ended = run({
      status: "error",
      baseId: "u9",
      error: { code: "SIGN_IN_EXPIRED", at: "2026-01-01T00:00:00Z" },
    });
    s.agent.connects = [events(stored([q, a, asked, said("m1", "so far")], { run: ended }))];
    s.turns.signedIn();
    await vi.waitFor(() => expect(s.words().at(-1)).toBe("assistant: so far"));
    await idle();
    // Who is signed in need not be told to sign in, but how to get the rest.
    expect(state().problem?.code).toBe("INTERRUPTED");
    s.turns.signedIn();
    expect(state().phase).toBe("idle");
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

  it("gives way to the next one, and its text is back in the composer before that is sent", async () => {
    s.agent.scripts = [events([http(503)]), events([started, ...whole("hi", "m1"), finished])];
    s.turns.send("refused");
    await idle();
    s.turns.send("other words");
    await idle();
    expect(s.words()).toEqual(["user: other words", "assistant: hi"]);
    expect(s.sent[1]).toEqual({ op: "send", parentId: null });
    expect(s.log.filter((line) => /keep|composer/.test(line))).toEqual([
      "keep: refused",
      "composer: refused",
      "keep: other words",
    ]);
  });

  it.each([
    ["an edit", () => s.turns.edit("q", "question!")],
    ["a new answer", () => s.turns.regenerate("q")],
  ] as const)("gives way to %s with its text back in the composer", async (_title, next) => {
    await load();
    s.agent.scripts = [events([http(429, "RATE_LIMITED")])];
    s.turns.send("refused");
    await idle();
    expect(next()).toBe(true);
    expect(s.log).toContain("composer: refused");
    expect(s.words()).not.toContain("user: refused");
  });

  it("stays where it is while what was asked for instead is not begun", async () => {
    await load();
    s.agent.scripts = [events([http(503)])];
    s.turns.send("refused");
    await idle();
    expect(s.turns.regenerate("gone")).toBe(false);
    expect(s.log).not.toContain("composer: refused");
    expect(s.words()).toContain("user: refused");
  });

  it.each(ERROR_CODES)("never loses a text: it is shown or back in the composer (%s)", async (code) => {
    s.agent.scripts = [events([http(400, code)])];
    s.agent.connects = [events(stored([]))];
    s.turns.send("mine");
    await idle();
    expect(state().unsentId === null).toBe(s.log.includes("composer: mine"));
    expect(s.words().includes("user: mine")).toBe(state().unsentId !== null);
  });

  it("leaves what an edit would have replaced, and its text to be edited on", async () => {
    await load();
    s.agent.scripts = [events([http(429, "RATE_LIMITED")])];
    s.turns.edit("q", "question!");
    await idle();
    expect(s.ids()).toEqual(["q", "a"]);
    expect(s.log).toContain("editor q: question!");
    expect(state().problem).toMatchObject({ code: "RATE_LIMITED", returned: true, unsent: true });
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
