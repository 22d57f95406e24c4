import { describe, expect, it } from "vitest";
import { stream, upstreamPerTest } from "./testing/upstream";

const up = upstreamPerTest();
const data = (...events: object[]) =>
  events.map((event) => `data: ${JSON.stringify({ threadId: "t", runId: "r", ...event })}\n\n`).join("");

const begin = { type: "RUN_STARTED" };
const call = [
  { type: "TOOL_CALL_START", toolCallId: "c", toolCallName: "stock_level" },
  { type: "TOOL_CALL_END", toolCallId: "c" },
];
const pause = { type: "RUN_FINISHED", finishReason: "tool_calls" };
const result = { type: "TOOL_CALL_RESULT", toolCallId: "c", messageId: "tool-1", content: "42" };
const words = [
  { type: "TEXT_MESSAGE_START", messageId: "m", role: "assistant" },
  { type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta: "42 pears" },
  { type: "TEXT_MESSAGE_END", messageId: "m" },
];
const finish = { type: "RUN_FINISHED", finishReason: "stop" };

const CALL = ["RUN_STARTED", "TOOL_CALL_START", "TOOL_CALL_END"];
const WORDS = words.map(({ type }) => type);

describe("a run that its agent ends at each tool call and begins anew", () => {
  it.each<[string, object[], string[]]>([
    ["goes on", [pause, result, begin, ...words, finish], ["TOOL_CALL_RESULT", ...WORDS, "RUN_FINISHED"]],
    ["goes on without a result between", [pause, begin, ...words, finish], [...WORDS, "RUN_FINISHED"]],
    ["ends there when its stream does", [pause], ["RUN_FINISHED"]],
    ["ends with the result when nothing is begun", [pause, result], ["TOOL_CALL_RESULT", "RUN_FINISHED"]],
    ["ends for good at an end without it", [finish, result, begin, ...words, finish], ["RUN_FINISHED"]],
    ["may pause again", [pause, begin, pause, begin, ...words, finish], [...WORDS, "RUN_FINISHED"]],
    [
      "has ended when it asks something",
      [{ ...pause, outcome: { type: "interrupt", interrupts: [{ id: "i", reason: "r" }] } }, begin, ...words],
      ["RUN_FINISHED"],
    ],
  ])("%s", async (_, events, types) => {
    up.answers = [stream(data(begin, ...call, ...events))];
    expect((await up.run()).types).toEqual([...CALL, ...types]);
    expect(up.abandoned).toBe(0);
  });

  it.each<[string, string, string]>([
    ["is cut off", data(pause, begin, ...words), "STREAM_TRUNCATED"],
    ["is cut off in a frame", `${data(pause)}data: {"ty`, "STREAM_TRUNCATED"],
    ["fails", data(pause, { type: "RUN_ERROR", message: "no stock" }), "AGENT_FAILED"],
  ])("is not whole when what comes after %s", async (_, rest, code) => {
    up.answers = [stream(data(begin, ...call) + rest)];
    expect((await up.run()).last).toMatchObject({ type: "RUN_ERROR", code });
  });

  it("is given up when its tool says nothing for too long", async () => {
    up.answers = [stream(data(begin, ...call, pause), () => undefined)];
    expect((await up.run({ silenceMs: 100 })).last).toMatchObject({ type: "RUN_ERROR", code: "TIMED_OUT" });
    expect(up.abandoned).toBe(1);
  });
});
