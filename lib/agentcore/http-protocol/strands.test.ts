import { describe, expect, it } from "vitest";
import { stream, upstreamPerTest } from "../testing/upstream";
import { httpProtocol } from "./http-protocol";

const up = upstreamPerTest();
const run = () => up.run({ protocol: httpProtocol("prompt") });
const data = (...values: unknown[]) => values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("");
const delta = (delta: object) => ({ event: { contentBlockDelta: { delta, contentBlockIndex: 0 } } });
const MESSAGE_START = { event: { messageStart: { role: "assistant" } } };
const BLOCK_STOP = { event: { contentBlockStop: { contentBlockIndex: 0 } } };
const callStart = (toolUseId: string) => ({
  event: { contentBlockStart: { start: { toolUse: { toolUseId, name: "look_up" } }, contentBlockIndex: 1 } },
});
const toolResult = (toolUseId: string, text: string, status = "success") => ({
  message: { role: "user", content: [{ toolResult: { toolUseId, status, content: [{ text }] } }] },
});
/** One event after the other without its repeats. */
const shape = (types: string[]) => types.filter((type, index) => type !== types[index - 1]);

describe("Strands", () => {
  const thought = delta({ reasoningContent: { text: "hm" } });
  /** As `yield event` of the documentation's example sends it: with copies, and what JSON cannot say in Python's words. */
  const EVERYTHING = [
    { init_event_loop: true },
    { start: true },
    { start_event_loop: true },
    MESSAGE_START,
    thought,
    "{'reasoningText': 'hm', 'delta': {'reasoningContent': {'text': 'hm'}}, 'agent': <strands.agent.Agent object at 0x10>}",
    delta({ reasoningContent: { signature: "c2ln" } }),
    BLOCK_STOP,
    delta({ text: "I look. " }),
    { data: "I look. ", delta: { text: "I look. " } },
    BLOCK_STOP,
    callStart("c1"),
    delta({ toolUse: { input: '{"of"' } }),
    { current_tool_use: { toolUseId: "c1", name: "look_up", input: '{"of"' } },
    delta({ toolUse: { input: ':"x"}' } }),
    BLOCK_STOP,
    { event: { messageStop: { stopReason: "tool_use" } } },
    { event: { metadata: { usage: { inputTokens: 1 } } } },
    {
      message: {
        role: "assistant",
        content: [{ text: "I look. " }, { toolUse: { toolUseId: "c1", name: "look_up", input: { of: "x" } } }],
      },
    },
    toolResult("c1", "found"),
    { start: true },
    MESSAGE_START,
    delta({ text: "It is " }),
    delta({ text: "there." }),
    BLOCK_STOP,
    { event: { messageStop: { stopReason: "end_turn" } } },
    { message: { role: "assistant", content: [{ text: "It is there." }] } },
    "{'result': AgentResult(stop_reason='end_turn', message={'role': 'assistant'})}",
  ];
  const SHAPE = [
    "RUN_STARTED",
    ...[
      "REASONING_START",
      "REASONING_MESSAGE_START",
      "REASONING_MESSAGE_CONTENT",
      "REASONING_MESSAGE_END",
      "REASONING_END",
    ],
    ...["TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END"],
    ...["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "TOOL_CALL_RESULT"],
    ...["TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END"],
    "RUN_FINISHED",
  ];

  it("is heard once, with its thoughts and tools, whatever copies it sends", async () => {
    up.answers = [stream(data(...EVERYTHING))];
    const { said, types, events } = await run();
    expect(shape(types)).toEqual(SHAPE);
    expect(said).toBe("I look. It is there.");
    expect(events.find((event) => event.type === "TOOL_CALL_ARGS")?.delta).toBe('{"of":"x"}');
    expect(events.find((event) => event.type === "TOOL_CALL_RESULT")?.content).toBe("found");
    expect(events.find((event) => event.type === "REASONING_MESSAGE_CONTENT")?.delta).toBe("hm");
  });

  it("is heard by the model's events alone: a call whose result is not told is over when the agent goes on", async () => {
    const raw = EVERYTHING.filter((event) => typeof event === "object" && "event" in event);
    up.answers = [stream(data(...raw))];
    const { said, types, events } = await run();
    expect([said, shape(types)]).toEqual(["I look. It is there.", SHAPE]);
    expect(events.find((event) => event.type === "TOOL_CALL_RESULT")?.content).toBe("");
  });

  it("is heard by its messages alone", async () => {
    const messages = EVERYTHING.filter((event) => typeof event === "object" && "message" in event);
    up.answers = [stream(data(...messages))];
    const { said, types } = await run();
    expect(said).toBe("I look. It is there.");
    expect(shape(types)).toEqual(SHAPE.filter((type) => !type.startsWith("REASONING")));
  });

  it("is heard by its words for callbacks, and by its messages for the rest", async () => {
    const words = [
      { reasoningText: "hm", reasoning: true },
      { data: "I look. " },
      ...EVERYTHING.slice(18, 20),
      { data: "Yes." },
    ];
    up.answers = [stream(data(...words, { message: { role: "assistant", content: [{ text: "Yes." }] } }))];
    const { said, types } = await run();
    expect([said, shape(types)]).toEqual(["I look. Yes.", SHAPE]);
  });

  it("has a failed tool shown as failed", async () => {
    up.answers = [
      stream(data(callStart("c1"), BLOCK_STOP, toolResult("c1", "no such thing", "error"), delta({ text: "Sorry." }))),
    ];
    const { events } = await run();
    expect(events.find((event) => event.type === "TOOL_CALL_RESULT")?.content).toBe(
      '{"error":{"message":"no such thing"}}',
    );
    expect(events.find((event) => event.type === "TOOL_CALL_ARGS")?.delta).toBe("{}");
  });

  it("has a call that was cut off not shown: its arguments are not known", async () => {
    up.answers = [stream(data(delta({ text: "Hm." }), callStart("c1"), delta({ toolUse: { input: '{"o' } })))];
    const { types, said } = await run();
    expect([said, types.some((type) => type.startsWith("TOOL"))]).toEqual(["Hm.", false]);
  });

  it("has what only Python can read shown when nothing else comes", async () => {
    const only = "{'data': 'Hello', 'agent': <strands.agent.Agent object at 0x10>}";
    up.answers = [stream(data(only))];
    expect((await run()).said).toBe(`\`\`\`json\n${JSON.stringify(only)}\n\`\`\``);
  });
});
