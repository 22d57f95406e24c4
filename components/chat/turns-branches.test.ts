import { describe, expect, it } from "vitest";
import { events, finished, said, started, stored, user, whole } from "./turns.fixture";
import { a, idle, load, open, q, s, state } from "./turns-stage.fixture";

describe("another version", () => {
  it("of a question takes the place of it and of all that followed", async () => {
    await load();
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
    s.agent.connects = [events(stored([...[q, a], user("q2", "and?"), said("a2", "so")]))];
    await s.agent.connectAgent();
    await idle();
    s.turns.regenerate("q");
    expect(s.sent).toEqual([{ op: "regenerate", parentId: "q2", targetId: "q" }]);
    expect(s.words()).toEqual(["user: question"]);
  });

  it("of what is not shown is not begun", async () => {
    await load();
    expect(s.turns.edit("elsewhere", "x")).toBe(false);
    expect(s.turns.regenerate("elsewhere")).toBe(false);
    expect(s.sent).toEqual([]);
  });

  it("is shown when it is chosen, without a blank moment, and others hear of it", async () => {
    await load();
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
    await load();
    s.answers.branch = async () => ({ ok: false, error: { code: "NETWORK", message: null, requestId: null } });
    await s.turns.showBranch("q0");
    expect(s.ids()).toEqual(["q", "a"]);
    expect(state()).toMatchObject({ phase: "idle", notice: { code: "BRANCH_FAILED" }, problem: null });
  });

  it("that the server refuses to show, since an answer is being written, shows that answer", async () => {
    await load();
    s.answers.branch = async () => ({ ok: false, error: { code: "RUN_IN_PROGRESS", message: null, requestId: null } });
    s.agent.connects = [events(stored([...[q, a], user("q2", "elsewhere")]))];
    await s.turns.showBranch("q0");
    expect(s.ids()).toEqual(["q", "a", "q2"]);
  });
});
