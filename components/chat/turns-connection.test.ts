import { describe, expect, it, vi } from "vitest";
import { releases } from "../release/page-releases";
import {
  answer,
  events,
  fed,
  finished,
  http,
  offline,
  run,
  said,
  shows,
  started,
  stored,
  user,
  whole,
} from "./turns.fixture";
import { a, idle, load, q, s, state } from "./turns-stage.fixture";

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
    expect(state().problem?.unsent).toBeUndefined();
    s.turns.tryAgain();
    await vi.waitFor(() => expect(s.words()).toEqual(["user: hello", "assistant: the whole answer"]));
    await idle();
    expect(s.ops()).toEqual(["send"]);
    expect(state()).toMatchObject({ problem: null, outcome: "done" });
  });

  it("is not what an event of another release is: what was said stays, and nothing is tried again by itself", async () => {
    const unknown = Object.assign(new Error("invalid discriminator"), { name: "ZodError" });
    s.agent.scripts = [events([started, ...answer("the who"), unknown])];
    s.turns.send("hello");
    await idle();
    expect(state().problem).toMatchObject({ code: "NOT_UNDERSTOOD", source: "run" });
    expect(s.words()).toEqual(["user: hello", "assistant: the who"]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(s.agent.inputs).toHaveLength(1);
  });

  it("does not hide a view that this page cannot read: it may hold a question of the agent's", async () => {
    const unread = vi.spyOn(releases, "unread");
    const later = { type: "CUSTOM", name: "thread-view", value: { title: "x", kind: "of a later release" } };
    const others = { type: "CUSTOM", name: "of the agent's own", value: 1 };
    s.agent.scripts = [events([started, ...whole("hi", "m1"), others, finished])];
    s.turns.send("hello");
    await idle();
    expect(unread).not.toHaveBeenCalled();
    s.agent.scripts = [events([started, ...whole("hi", "m2"), later, finished])];
    s.turns.send("hello");
    await vi.waitFor(() => expect(unread).toHaveBeenCalledOnce());
    await idle();
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
    expect(state().problem).toMatchObject({ code: "NETWORK", unsent: true });
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

  it("is tried again by itself, ever less often and for as long as it lasts", async () => {
    s.agent.scripts = [events([offline])];
    const connect = vi.spyOn(s.agent, "connectAgent");
    s.agent.connects = Array.from({ length: 9 }, () => events([offline]));
    s.turns.send("hello");
    await idle();
    for (const wait of [1_000, 3_000, 8_000, 20_000, 60_000, 60_000]) {
      const before = connect.mock.calls.length;
      await vi.advanceTimersByTimeAsync(wait - 500);
      expect(connect).toHaveBeenCalledTimes(before);
      await vi.advanceTimersByTimeAsync(500);
      await vi.waitFor(() => expect(connect).toHaveBeenCalledTimes(before + 1));
      await idle();
    }
  });
});
