import type { HttpAgent } from "@ag-ui/client";
import { type BaseEvent, EventType, type RunAgentInput } from "@ag-ui/core";
import { from } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import { createLogWriter } from "./log-writer";
import { createOwnEvents, knownIds } from "./own-events";
import { type Production, produce } from "./produce";

const QUESTION = { id: "q", role: "user" as const, content: "q" };
const STARTED = { type: EventType.RUN_STARTED, threadId: "t", runId: "r" };
const FINISHED = { ...STARTED, type: EventType.RUN_FINISHED };
const OPEN = [
  { type: EventType.TEXT_MESSAGE_START, messageId: "m", role: "assistant" },
  { type: EventType.TOOL_CALL_START, toolCallId: "c", toolCallName: "f", parentMessageId: "m" },
];

function setUp(events: object[], append: () => Promise<boolean> = async () => true) {
  const told: BaseEvent[] = [];
  const ports = { written: vi.fn(), lost: vi.fn(), failed: vi.fn(), unfoldable: vi.fn() };
  const writer = createLogWriter({ ...ports, append }, { messages: [], state: {} });
  const production: Production = {
    runId: "r",
    threadId: "t",
    agent: { run: () => from([STARTED, ...events] as BaseEvent[]) } as unknown as HttpAgent,
    input: { ...STARTED, messages: [QUESTION], tools: [], context: [], state: {} } as unknown as RunAgentInput,
    history: [QUESTION],
    own: createOwnEvents(knownIds([QUESTION])),
    continued: [],
    takesAnswers: true,
    writer,
    tell: (event) => told.push(event),
    ready: Promise.resolve(),
    abandon: vi.fn(),
    cut: () => null,
    whenCut: new Promise(() => undefined),
    traceId: "trace",
    note: vi.fn(),
  };
  return { production, told, writer, ...ports };
}

const copies = (count: number) => Array.from({ length: count }, (_, i) => ({ op: "copy", from: "", path: `/k${i}` }));
const nesting = Array(300).fill({ type: EventType.STATE_DELTA, delta: [{ op: "copy", from: "", path: "/a" }] });
const filler = { type: EventType.STATE_SNAPSHOT, snapshot: { x: "x".repeat(1_000_000) } };
const emptySnapshot = { type: EventType.MESSAGES_SNAPSHOT, messages: [] };

describe("produce", () => {
  it.each([
    ["a patch that doubles the state again and again", [{ type: EventType.STATE_DELTA, delta: copies(40) }]],
    ["patches that nest the state", nesting],
    ["a patch that copies a large state", [filler, { type: EventType.STATE_DELTA, delta: copies(3) }]],
    [
      "an activity that doubles",
      [
        { type: EventType.ACTIVITY_SNAPSHOT, messageId: "a", activityType: "plan", content: {} },
        { type: EventType.ACTIVITY_DELTA, messageId: "a", activityType: "plan", patch: copies(40) },
      ],
    ],
    [
      "empty snapshots that have the answer repeated",
      [
        { type: EventType.TEXT_MESSAGE_CONTENT, messageId: "m", delta: "x".repeat(1_000_000) },
        ...Array(40).fill(emptySnapshot),
      ],
    ],
  ])("ends the run at %s, and closes what was begun", async (_, events) => {
    const { production, told, writer, unfoldable } = setUp([...OPEN, ...events, FINISHED]);
    const { end } = await produce(production);
    expect(end).toMatchObject({ status: "error", errorCode: "AGENT_FAILED" });
    expect(production.note).toHaveBeenCalledWith("AGENT_FAILED", expect.any(String));
    expect(production.abandon).toHaveBeenCalled();
    expect(told.slice(-3).map((event) => event.type)).toEqual([
      EventType.TEXT_MESSAGE_END,
      EventType.TOOL_CALL_END,
      EventType.TOOL_CALL_RESULT,
    ]);
    expect(JSON.stringify((await writer.folded()).state).length).toBeLessThan(5_000_000);
    expect(unfoldable).not.toHaveBeenCalled();
  });

  it("leaves a patch out that does not apply, without a word of the state", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const patch = (path: string) => ({ type: EventType.STATE_DELTA, delta: [{ op: "replace", path, value: 2 }] });
    const secret = { type: EventType.STATE_SNAPSHOT, snapshot: { secret: 1 } };
    const { production, told, writer } = setUp([secret, patch("/no"), patch("/secret"), FINISHED]);
    expect((await produce(production)).end.status).toBe("completed");
    expect(told).toEqual([secret, patch("/secret")]);
    expect((await writer.folded()).state).toEqual({ secret: 2 });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it("does not wait for the database with a snapshot", async () => {
    const messages = [{ id: "m", role: "assistant", content: "hello" }];
    const events = [
      OPEN[0] ?? {},
      { type: EventType.MESSAGES_SNAPSHOT, messages },
      { type: EventType.TEXT_MESSAGE_END, messageId: "m" },
    ];
    const { production, told } = setUp([...events, FINISHED], () => new Promise(() => undefined));
    expect((await produce(production)).end.status).toBe("completed");
    expect(told[1]).toEqual({ type: EventType.MESSAGES_SNAPSHOT, messages: [QUESTION, ...messages] });
  });

  it("answers no call of an earlier run that a snapshot repeats", async () => {
    const call = { id: "c0", type: "function" as const, function: { name: "f", arguments: "{}" } };
    const { production, told } = setUp([emptySnapshot, FINISHED]);
    const earlier = [{ id: "a0", role: "assistant" as const, toolCalls: [call] }, QUESTION];
    await produce({ ...production, history: earlier, own: createOwnEvents(knownIds(earlier)) });
    expect(told.map((event) => event.type)).toEqual([EventType.MESSAGES_SNAPSHOT]);
  });
});
