import type { Message } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import { viewThread } from "./view";

const node = (id: string, parentId: string | null, position: number, runId: string, role: "user" | "assistant") => ({
  id,
  parentId,
  position,
  runId,
  role,
  content: { id, role, content: id } as Message,
});
const run = (
  id: string,
  status: "running" | "completed" | "stopped" | "interrupted" | "error",
  base: string,
  code?: string,
) => ({
  id,
  status,
  baseMessageId: base,
  errorCode: code ?? null,
  endedAt: status === "running" ? null : new Date(ENDED),
  errorMetadata: code ? { at: "2026-01-01T00:00:00.000Z", traceId: "t" } : null,
  interrupts: null,
  resume: null,
});
const ENDED = "2026-01-01T00:00:01.000Z";
const NODES = [
  node("u1", null, 0, "r1", "user"),
  node("a1", "u1", 1, "r1", "assistant"),
  node("a2", "u1", 2, "r2", "assistant"),
  node("u2", "a2", 3, "r3", "user"),
];

describe("viewThread", () => {
  it("names the run of the answer that is shown, not the newest of the thread", () => {
    const runs = [run("r2", "error", "u1", "AGENT_BUSY"), run("r1", "stopped", "u1")];
    const first = viewThread({ title: "t", headMessageId: "a1" }, NODES.slice(0, 3), runs);
    expect(first.messages.map((message) => message.id)).toEqual(["u1", "a1"]);
    expect(first.view).toEqual({
      title: "t",
      headId: "a1",
      run: { id: "r1", status: "stopped", baseId: "u1", endedAt: ENDED, error: null },
      branches: { a1: ["a1", "a2"] },
      marks: { a1: "stopped" },
    });
    const second = viewThread({ title: "t", headMessageId: "a2" }, NODES.slice(0, 3), runs);
    expect(second.view.run).toEqual({
      id: "r2",
      status: "error",
      baseId: "u1",
      endedAt: ENDED,
      error: { code: "AGENT_BUSY", at: "2026-01-01T00:00:00.000Z", traceId: "t" },
    });
    expect(second.view.marks).toEqual({ a2: "error" });
  });

  it("names the newest run for a question that has no answer", () => {
    const runs = [run("r4", "running", "u2"), run("r3", "interrupted", "u2"), run("r2", "completed", "u1")];
    const { view } = viewThread({ title: "t", headMessageId: "u2" }, NODES, runs);
    expect(view.run).toMatchObject({ id: "r4", status: "running" });
    expect(view.marks).toEqual({});
  });

  it("shows no code that is not one of ours, and an empty thread as empty", () => {
    const runs = [run("r3", "error", "u2", "SQLSTATE 42P01")];
    expect(viewThread({ title: "", headMessageId: "u2" }, NODES, runs).view.run?.error?.code).toBe("AGENT_FAILED");
    expect(viewThread({ title: "", headMessageId: null }, [], []).view).toEqual({
      title: "",
      headId: null,
      run: null,
      branches: {},
      marks: {},
    });
  });

  describe("an agent that asks", () => {
    const one = {
      id: "i",
      kind: "approval" as const,
      tool: "f",
      input: "{}",
      inputChars: null,
      toolCallId: null,
      message: null,
      url: null,
      provider: null,
      expiresAt: null,
    };
    const asked = { ...run("r1", "completed", "u1"), interrupts: { list: [one], calls: {} } };
    const answers = [{ interruptId: "i", approved: false, reason: "no" }];
    const resumed = (id: string, status: "running" | "completed" | "error" | "stopped", code?: string) => ({
      ...run(id, status, "a1", code),
      resume: { runId: "r1", answers },
    });
    const nodes = [node("u1", null, 0, "r1", "user"), node("a1", "u1", 1, "r1", "assistant")];
    const next = node("b1", "a1", 2, "r2", "assistant");
    const shown = (runs: Parameters<typeof viewThread>[2], all = nodes) =>
      viewThread({ title: "t", headMessageId: all.at(-1)?.id ?? null }, all, runs).view;
    const declined = [{ id: "i", kind: "approval", tool: "f", host: null, decision: "declined", reason: "no" }];

    it("waits until another run has begun below its last message", () => {
      expect(shown([asked]).run).toMatchObject({ id: "r1", interrupts: [{ id: "i", tool: "f" }] });
      expect(shown([asked]).decisions).toBeUndefined();
      const answered = shown([resumed("r2", "running"), asked]);
      expect(answered.run).toEqual({ id: "r2", status: "running", baseId: "u1", endedAt: null, error: null });
      expect(answered.decisions).toEqual({ a1: declined });
    });

    it("keeps what was answered where it was, when it has gone on", () => {
      const view = shown([resumed("r2", "completed"), asked], [...nodes, next]);
      expect(view).toMatchObject({ run: { id: "r2", baseId: "u1" }, decisions: { a1: declined }, marks: {} });
      expect(shown([resumed("r2", "stopped"), asked], [...nodes, next]).marks).toEqual({ b1: "stopped" });
    });

    it("can be told once more only if it may not have heard, and was not told otherwise", () => {
      expect(shown([resumed("r2", "error", "AGENT_UNREACHABLE"), asked]).run).toMatchObject({ repeatable: true });
      expect(shown([resumed("r2", "error", "AGENT_UNREACHABLE"), asked]).marks).toEqual({ a1: "error" });
      expect(shown([resumed("r2", "error", "INTERRUPT_OVER"), asked]).run?.repeatable).toBeUndefined();
      expect(shown([resumed("r2", "stopped"), asked]).run?.repeatable).toBeUndefined();
      const spoke = shown([resumed("r2", "error", "AGENT_FAILED"), asked], [...nodes, next]);
      expect(spoke.run?.repeatable).toBeUndefined();
    });

    it("has its answer also where the person went on with a message", () => {
      const later = [...nodes, node("u2", "a1", 2, "r3", "user")];
      const view = shown([run("r3", "running", "u2"), resumed("r2", "error", "AGENT_FAILED"), asked], later);
      expect(view).toMatchObject({ run: { id: "r3" }, decisions: { a1: declined } });
    });
  });
});
