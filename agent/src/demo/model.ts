import { randomUUID } from "node:crypto";
import {
  type BaseModelConfig,
  type Message,
  Model,
  type ModelStreamEvent,
  type StreamOptions,
} from "@strands-agents/sdk";
import { pause, pauseBefore } from "./pace.ts";
import { reply } from "./reply.ts";
import { estimateTokens, pieces } from "./segments.ts";
import { turnsOf } from "./turns.ts";

export type DemoModelConfig = BaseModelConfig & {
  /** 1 is a reader's pace, 0 no pause at all. */
  pace?: number;
};

/**
 * A model that needs no account and no network: it plans calls of the agent's real tools from the message, and writes
 * from fixed sentences. It behaves as a real one does towards everything around it: it thinks aloud, streams word by word,
 * calls several tools at once, reports usage, and stops the moment it is told to.
 */
export class DemoModel extends Model<DemoModelConfig> {
  #config: DemoModelConfig;

  constructor(config: DemoModelConfig = {}) {
    super();
    this.#config = { modelId: "demo", pace: 1, ...config };
  }

  override updateConfig(config: DemoModelConfig): void {
    this.#config = { ...this.#config, ...config };
  }

  override getConfig(): DemoModelConfig {
    return this.#config;
  }

  override async *stream(messages: Message[], options: StreamOptions = {}): AsyncGenerator<ModelStreamEvent> {
    const { cancelSignal, toolSpecs = [] } = options;
    const next = reply(turnsOf(messages), new Set(toolSpecs.map((spec) => spec.name)));
    const written: string[] = [];
    const spoken = (kind: "textDelta" | "reasoningContentDelta", text: string) =>
      this.#block(kind, text, written, cancelSignal);

    yield { type: "modelMessageStartEvent", role: "assistant" };
    if (next.reasoning) yield* spoken("reasoningContentDelta", next.reasoning);
    if ("text" in next) yield* spoken("textDelta", next.text);
    else {
      for (const { name, input } of next.calls) {
        await pause(this.#wait(name), cancelSignal);
        const json = JSON.stringify(input);
        written.push(name, json);
        const start = { type: "toolUseStart", name, toolUseId: `demo-${randomUUID()}` } as const;
        yield { type: "modelContentBlockStartEvent", start };
        yield { type: "modelContentBlockDeltaEvent", delta: { type: "toolUseInputDelta", input: json } };
        yield { type: "modelContentBlockStopEvent" };
      }
    }
    yield { type: "modelMessageStopEvent", stopReason: "text" in next ? "endTurn" : "toolUse" };

    const inputTokens = await this.countTokens(messages, options);
    const outputTokens = estimateTokens(written.join(""));
    yield { type: "modelMetadataEvent", usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens } };
  }

  async *#block(
    kind: "textDelta" | "reasoningContentDelta",
    text: string,
    written: string[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ModelStreamEvent> {
    yield { type: "modelContentBlockStartEvent" };
    for (const piece of pieces(text)) {
      await pause(this.#wait(piece), signal);
      written.push(piece);
      yield { type: "modelContentBlockDeltaEvent", delta: { type: kind, text: piece } };
    }
    yield { type: "modelContentBlockStopEvent" };
  }

  #wait(piece: string): number {
    return pauseBefore(piece) * (this.#config.pace ?? 1);
  }
}
