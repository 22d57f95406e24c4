import { describe, expect, it, vi } from "vitest";
import { interrupt } from "./interrupts/interrupts.fixture";
import { answer, end, events, finished, offline, run, runError, showsOwn, started, stored } from "./turns.fixture";
import { a, idle, load, q, s, state } from "./turns-stage.fixture";

const WAITS = { headId: "a", run: run({ interrupts: [interrupt()] }) };
const YES = [{ interruptId: "i1", approved: true }];
const RESUME = { op: "resume", parentId: "q", targetId: "r1", answers: YES };

describe("answering what the agent waits for", () => {
  it("is no problem of a question that has no words below it yet", async () => {
    await load([q], { ...WAITS, headId: "q" });
    expect(state()).toMatchObject({ problem: null, view: { run: { interrupts: [{ id: "i1" }] } } });
  });

  it("goes on below what is there", async () => {
    await load([q, a], WAITS);
    s.agent.scripts = [
      events([
        started,
        showsOwn({ status: "running" }),
        ...answer("done"),
        end,
        showsOwn({}, { headId: "m1" }),
        finished,
      ]),
    ];
    expect(s.turns.answer(YES)).toBe(true);
    expect(s.turns.isAnswering()).toBe(true);
    await idle();
    expect(s.sent).toEqual([RESUME]);
    expect(s.agent.inputs.at(-1)?.messages).toEqual([]);
    expect(s.words()).toEqual(["user: question", "assistant: answer", "assistant: done"]);
    expect(state()).toMatchObject({ outcome: "done", problem: null });
    expect(s.turns.answer(YES)).toBe(false);
  });

  it("is not begun while something else is on, or when nothing is waited for", async () => {
    await load([q, a], { run: run() });
    expect(s.turns.answer(YES)).toBe(false);
    await load([q, a], WAITS);
    s.turns.send("on");
    expect(s.turns.answer(YES)).toBe(false);
    expect(s.ops()).toEqual(["send"]);
  });

  it("loads what is there when somebody else was first", async () => {
    await load([q, a], WAITS);
    s.agent.scripts = [events([runError("CONFLICT")])];
    s.agent.connects = [events(stored([q, a], { headId: "a", run: run({ id: "r2" }) }))];
    s.turns.answer(YES);
    await vi.waitFor(() => expect(state().view?.run?.id).toBe("r2"));
    await idle();
    expect(state()).toMatchObject({ notice: { code: "ANSWERED", textReturned: false }, problem: null });
    expect(s.sent).toHaveLength(1);
  });

  it("sends the same answers once more when they may not have arrived at the agent", async () => {
    await load([q, a], WAITS);
    const failed = {
      status: "error",
      error: { code: "AGENT_UNREACHABLE", at: "2026-01-01T00:00:00.000Z" },
      repeatable: true,
    } as const;
    s.agent.scripts = [
      events([started, showsOwn(failed, { headId: "a" }), runError("AGENT_UNREACHABLE")]),
      events([started, showsOwn({}, { headId: "a" }), finished]),
    ];
    s.turns.answer(YES);
    await vi.waitFor(() => expect(state().problem?.code).toBe("AGENT_UNREACHABLE"));
    const failedId = state().view?.run?.id;
    s.turns.tryAgain();
    await idle();
    expect(s.sent[1]).toEqual({ op: "resume", parentId: "q", targetId: failedId });
    expect(s.words()).toEqual(["user: question", "assistant: answer"]);
  });

  it("has the question answered anew when the agent does not wait any more", async () => {
    const over = { status: "error", error: { code: "INTERRUPT_OVER", at: "2026-01-01T00:00:00.000Z" } } as const;
    await load([q, a], { headId: "a", run: run(over) });
    expect(state().problem?.code).toBe("INTERRUPT_OVER");
    s.turns.tryAgain();
    expect(s.sent).toEqual([{ op: "retry", parentId: "q", targetId: "q" }]);
  });

  it("goes out again when the connection broke before the site had it", async () => {
    await load([q, a], WAITS);
    s.agent.scripts = [events([offline]), events([started, showsOwn({}, { headId: "a" }), finished])];
    s.agent.connects = [events(stored([q, a], WAITS))];
    s.turns.answer(YES);
    await vi.waitFor(() => expect(s.sent).toHaveLength(2));
    await idle();
    expect(s.sent).toEqual([RESUME, RESUME]);
    expect(state().problem).toBeNull();
  });
});

it("a message that the agent's question was faster than returns to where it was written", async () => {
  await load([q, a], { headId: "a", run: run() });
  s.agent.scripts = [events([runError("INTERRUPT_PENDING")])];
  s.agent.connects = [events(stored([q, a], WAITS))];
  s.turns.send("and now?");
  await vi.waitFor(() => expect(state().view?.run?.interrupts).toHaveLength(1));
  await idle();
  expect(state().notice).toEqual({ code: "INTERRUPT_PENDING", textReturned: true });
  expect(s.log).toContain("composer: and now?");
  expect(s.words()).toEqual(["user: question", "assistant: answer"]);
});
