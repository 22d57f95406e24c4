import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { events, finished, type Stage, said, stage, started, stored, user, whole } from "./turns.fixture";

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

describe("another version", () => {
  it("of a question takes the place of it and of all that followed", async () => {
    await openHistory();
    s.agent.scripts = [events([started, ...whole("better", "m1"), finished])];
    expect(s.turns.edit("q", "question!")).toBe(true);
    expect(s.words()).toEqual(["user: question!"]);
    await idle();
    expect(s.sent).toEqual([{ op: "edit", parentId: "q", targetId: "q" }]);
    expect(s.agent.inputs.at(-1)?.messages).toEqual([{ id: "u1", role: "user", content: "question!" }]);
    expect(s.words()).toEqual(["user: question!", "assistant: better"]);
  });

  it("of an earlier answer names the last question all the same", async () => {
    open(true);
    s.agent.connects = [events(stored([...history, user("q2", "and?"), said("a2", "so")]))];
    await s.agent.connectAgent();
    await idle();
    s.turns.regenerate("q");
    expect(s.sent).toEqual([{ op: "regenerate", parentId: "q2", targetId: "q" }]);
    expect(s.words()).toEqual(["user: question"]);
  });

  it("of what is not shown is not begun", async () => {
    await openHistory();
    expect(s.turns.edit("elsewhere", "x")).toBe(false);
    expect(s.turns.regenerate("elsewhere")).toBe(false);
    expect(s.sent).toEqual([]);
  });

  it("is shown when it is chosen, without a blank moment, and others hear of it", async () => {
    await openHistory();
    const other = [user("q0", "old question"), said("a0", "old answer")];
    s.agent.connects = [events(stored(other, { headId: "a0" }))];
    const counts = new Set<number>();
    s.agent.subscribe({ onMessagesChanged: ({ messages }) => void counts.add(messages.length) });
    await s.turns.showBranch("q0");
    expect(s.ids()).toEqual(["q0", "a0"]);
    expect([...counts]).toEqual([2]);
    expect(s.log).toEqual(["branch q0", "loaded", "changed"]);
  });

  it("that the server cannot be asked for leaves all as it is", async () => {
    await openHistory();
    s.answers.branch = async () => ({ ok: false, error: { code: "NETWORK", message: null, requestId: null } });
    await s.turns.showBranch("q0");
    expect(s.ids()).toEqual(["q", "a"]);
    expect(state()).toMatchObject({ phase: "idle", notice: { code: "BRANCH_FAILED" }, problem: null });
  });

  it("that the server refuses to show, since an answer is being written, shows that answer", async () => {
    await openHistory();
    s.answers.branch = async () => ({ ok: false, error: { code: "RUN_IN_PROGRESS", message: null, requestId: null } });
    s.agent.connects = [events(stored([...history, user("q2", "elsewhere")]))];
    await s.turns.showBranch("q0");
    expect(s.ids()).toEqual(["q", "a", "q2"]);
  });
});
