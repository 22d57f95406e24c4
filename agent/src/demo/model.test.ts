import { Message, type ModelStreamEvent, TextBlock } from "@strands-agents/sdk";
import { describe, expect, it } from "vitest";
import { DemoModel } from "./model.ts";
import { pauseBefore } from "./pace.ts";

const user = (text: string) => new Message({ role: "user", content: [new TextBlock(text)] });
const toolSpecs = [{ name: "calculate", description: "c", inputSchema: { type: "object" as const } }];
async function stream(model: DemoModel, text: string, cancelSignal?: AbortSignal): Promise<ModelStreamEvent[]> {
  const events: ModelStreamEvent[] = [];
  const options = { toolSpecs, ...(cancelSignal && { cancelSignal }) };
  for await (const event of model.stream([user(text)], options)) events.push(event);
  return events;
}
const texts = (events: ModelStreamEvent[], kind: "textDelta" | "reasoningContentDelta") =>
  events.flatMap((e) =>
    e.type === "modelContentBlockDeltaEvent" && e.delta.type === kind ? [e.delta.text ?? ""] : [],
  );

describe("DemoModel", () => {
  it("thinks first, then writes word by word, then reports usage", async () => {
    const events = await stream(new DemoModel({ pace: 0 }), "Write a 60-word story about ink");
    const kinds = events.map((e) => (e.type === "modelContentBlockDeltaEvent" ? e.delta.type : e.type));
    expect(kinds.indexOf("reasoningContentDelta")).toBeLessThan(kinds.indexOf("textDelta"));
    expect(texts(events, "textDelta")).toHaveLength(60);
    expect(texts(events, "reasoningContentDelta").length).toBeGreaterThan(5);
    expect(events.at(-2)).toMatchObject({ type: "modelMessageStopEvent", stopReason: "endTurn" });
    const metadata = events.at(-1);
    if (metadata?.type !== "modelMetadataEvent" || !metadata.usage) throw new Error("no usage");
    const { inputTokens, outputTokens, totalTokens } = metadata.usage;
    expect(inputTokens).toBeGreaterThan(0);
    expect(outputTokens).toBeGreaterThan(60);
    expect(totalTokens).toBe(inputTokens + outputTokens);
  });

  it("calls tools with ids of their own and stops for their results", async () => {
    const events = await stream(new DemoModel({ pace: 0 }), "what is 2*3 and 4*5?");
    const starts = events.flatMap((e) => (e.type === "modelContentBlockStartEvent" && e.start ? [e.start] : []));
    expect(starts.map((start) => start.name)).toEqual(["calculate", "calculate"]);
    expect(new Set(starts.map((start) => start.toolUseId)).size).toBe(2);
    expect(events.at(-2)).toMatchObject({ stopReason: "toolUse" });
  });

  it("stops at once when it is told to, in the middle of a pause", async () => {
    const controller = new AbortController();
    // At this pace the first word would take half a minute.
    const running = stream(new DemoModel({ pace: 1000 }), "hello", controller.signal);
    const outcome = running.then(
      () => "finished",
      (reason: unknown) => reason,
    );
    setTimeout(() => controller.abort("enough"), 20);
    const started = performance.now();
    expect(await outcome).toBe("enough");
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("says nothing when it was told to stop before it began", async () => {
    await expect(stream(new DemoModel({ pace: 0 }), "hello", AbortSignal.abort("early"))).rejects.toBe("early");
  });
});

describe("pauseBefore", () => {
  it("is a reader's pace, uneven, longer at the end of a sentence", () => {
    expect(pauseBefore("word", () => 0)).toBe(25);
    expect(pauseBefore("word", () => 1)).toBe(45);
    expect(pauseBefore(" end.", () => 0)).toBeGreaterThan(25);
    expect(pauseBefore("終わり。", () => 0)).toBeGreaterThan(25);
  });
});
