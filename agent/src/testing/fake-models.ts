import {
  type BaseModelConfig,
  type Message,
  Model,
  type ModelStreamEvent,
  type StreamOptions,
} from "@strands-agents/sdk";

/** A model made of one function, for tests. */
export class ScriptedModel extends Model {
  readonly calls: { messages: Message[]; options: StreamOptions }[] = [];
  readonly #script: (call: number, options: StreamOptions) => AsyncIterable<ModelStreamEvent>;

  constructor(script: (call: number, options: StreamOptions) => AsyncIterable<ModelStreamEvent>) {
    super();
    this.#script = script;
  }

  override updateConfig(): void {}
  override getConfig(): BaseModelConfig {
    return { modelId: "scripted" };
  }
  override stream(messages: Message[], options: StreamOptions = {}): AsyncIterable<ModelStreamEvent> {
    this.calls.push({ messages, options });
    return this.#script(this.calls.length, options);
  }
}

export async function* say(
  text: string,
  usage?: { inputTokens: number; outputTokens: number },
): AsyncGenerator<ModelStreamEvent> {
  yield { type: "modelMessageStartEvent", role: "assistant" };
  yield { type: "modelContentBlockStartEvent" };
  yield { type: "modelContentBlockDeltaEvent", delta: { type: "textDelta", text } };
  yield { type: "modelContentBlockStopEvent" };
  yield { type: "modelMessageStopEvent", stopReason: "endTurn" };
  if (usage) {
    const totalTokens = usage.inputTokens + usage.outputTokens;
    yield { type: "modelMetadataEvent", usage: { ...usage, totalTokens } };
  }
}

export async function* call(name: string, input: object, id = `call-${name}`): AsyncGenerator<ModelStreamEvent> {
  yield { type: "modelMessageStartEvent", role: "assistant" };
  yield { type: "modelContentBlockStartEvent", start: { type: "toolUseStart", name, toolUseId: id } };
  yield { type: "modelContentBlockDeltaEvent", delta: { type: "toolUseInputDelta", input: JSON.stringify(input) } };
  yield { type: "modelContentBlockStopEvent" };
  yield { type: "modelMessageStopEvent", stopReason: "toolUse" };
}

/** Says one word, then hangs for ever, whatever its signal does; `abortedAfter` is when the signal reached it. */
export function hangingModel(firstWord = "Well"): {
  model: ScriptedModel;
  reached: Promise<number>;
  started: Promise<void>;
} {
  let onReach: (at: number) => void = () => {};
  let onStart: () => void = () => {};
  const reached = new Promise<number>((resolve) => {
    onReach = resolve;
  });
  const started = new Promise<void>((resolve) => {
    onStart = resolve;
  });
  const model = new ScriptedModel(async function* (_, options) {
    options.cancelSignal?.addEventListener("abort", () => onReach(performance.now()));
    yield { type: "modelMessageStartEvent", role: "assistant" };
    if (firstWord) {
      yield { type: "modelContentBlockStartEvent" };
      yield { type: "modelContentBlockDeltaEvent", delta: { type: "textDelta", text: firstWord } };
    }
    onStart();
    await new Promise(() => {});
  });
  return { model, reached, started };
}
