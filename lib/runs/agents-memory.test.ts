import { describe, expect, it } from "vitest";
import { memoryOf } from "./agents-memory";

type Turn = Parameters<typeof memoryOf>[1];
type RunRow = Turn["runs"][number];

/** A thread of questions q1, q2 … with one answer each; `a1b` is an answer to q1 that is not shown. */
const nodes: Turn["nodes"] = [
  { id: "q1", parentId: null, position: 1, role: "user", runId: "r1" },
  { id: "a1", parentId: "q1", position: 2, role: "assistant", runId: "r1" },
  { id: "q2", parentId: "a1", position: 3, role: "user", runId: "r2" },
  { id: "a2", parentId: "q2", position: 4, role: "assistant", runId: "r2" },
  { id: "a1b", parentId: "q1", position: 5, role: "assistant", runId: "r3" },
];
const run = (id: string, baseMessageId: string, more: Partial<RunRow> = {}): RunRow => ({
  id,
  baseMessageId,
  generation: 0,
  status: "completed",
  ...more,
});
const one = run("r1", "q1");
const two = run("r2", "q2");
const message = { id: "new", role: "user" as const, content: "new" };
const below = (parentId: string | null) => ({ question: { parentId, message }, baseMessageId: "new" });
const again = (baseMessageId: string) => ({ question: null, baseMessageId });
const at = (placed: Turn["placed"], runs: RunRow[], thread: Partial<Turn["thread"]> = {}): Turn => ({
  placed,
  runs,
  nodes,
  thread: { generation: 0, agentHeadId: null, ...thread },
});

describe("whether a runtime of the HTTP protocol leaves its session at", () => {
  const leavesItsSession = (turn: Turn) => memoryOf({ protocol: "http", history: "last" }, turn).startsOver;

  it.each<[string, Turn, boolean]>([
    ["the first message", at(below(null), []), false],
    ["the next one", at(below("a2"), [two, one]), false],
    ["an edit of the last question", at(below("a1"), [two, one]), true],
    ["another answer to it", at(again("q2"), [two, one]), true],
    [
      "an edit of a question whose call failed without a word",
      at(below("a2"), [run("r9", "q9", { status: "error" }), two, one]),
      false,
    ],
    ["another try after half an answer", at(again("q2"), [run("r2", "q2", { status: "error" }), one]), false],
    [
      "going on after an answer that was stopped",
      at(below("a2"), [run("r2", "q2", { status: "stopped" }), one]),
      false,
    ],
    ["an answer that is not shown any more", at(below("a2"), [run("r3", "q1"), two, one]), true],
    [
      "the same, in a session that was left",
      at(
        below("a2"),
        [two, one, run("r3", "q1")].map((row, i) => ({ ...row, generation: i < 2 ? 1 : 0 })),
        { generation: 1 },
      ),
      false,
    ],
    ["a session that nothing was said in yet", at(below("a1"), [two, one], { generation: 1 }), false],
  ])("%s", (_, turn, expected) => {
    expect(leavesItsSession(turn)).toBe(expected);
  });
});

describe("an AG-UI agent", () => {
  it("is sent the history, or only what it does not remember for certain", () => {
    const turn = at(below("a2"), [two, one], { agentHeadId: "a2" });
    expect(memoryOf({ protocol: "agui", history: "full" }, turn)).toEqual({ remembers: false, startsOver: false });
    expect(memoryOf({ protocol: "agui", history: "last" }, turn)).toEqual({ remembers: true, startsOver: false });
    const unsure = at(below("a2"), [two, one]);
    expect(memoryOf({ protocol: "agui", history: "last" }, unsure)).toEqual({ remembers: false, startsOver: true });
    expect(memoryOf({ protocol: "agui", history: "last" }, at(below(null), []))).toEqual({
      remembers: false,
      startsOver: false,
    });
  });
});
