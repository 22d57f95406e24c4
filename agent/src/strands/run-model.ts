import {
  type BaseModelConfig,
  type Message,
  Model,
  type ModelStreamEvent,
  type StreamOptions,
  type SystemPrompt,
} from "@strands-agents/sdk";
import { withinCall } from "../models/cancel-scope.ts";
import { blockOrder } from "./blocks.ts";
import { tidyHistory } from "./history.ts";
import type { RunScope } from "./scope.ts";
import { addUsage } from "./usage.ts";

/** Thrown into the agent loop when its run has ended; nobody sees it. */
export class RunEnded extends Error {
  override name = "RunEnded";
}

/**
 * A model as one run uses it. It adds what neither Strands nor the adapter gives a run:
 *
 * - the run's signal reaches the provider the moment it aborts, and the loop ends at once even when the provider does
 *   not react. The adapter only acts on it between two events, which for a slow model is never soon;
 * - usage, which the adapter drops, is added up;
 * - the shared state and the application's instructions are in the system prompt of every call, so after a tool changed
 *   the state the model sees the new one;
 * - the history is tidied (see {@link tidyHistory}), and so is the order of what the provider streams (see
 *   {@link blockOrder}).
 */
export class RunModel extends Model {
  readonly #inner: Model;
  readonly #scope: () => RunScope;

  constructor(inner: Model, scope: () => RunScope) {
    super();
    this.#inner = inner;
    this.#scope = scope;
  }

  override updateConfig(config: BaseModelConfig): void {
    this.#inner.updateConfig(config);
  }

  override getConfig(): BaseModelConfig {
    return this.#inner.getConfig();
  }

  override async *stream(messages: Message[], options: StreamOptions = {}): AsyncGenerator<ModelStreamEvent> {
    const scope = this.#scope();
    const signal = options.cancelSignal ? AbortSignal.any([options.cancelSignal, scope.signal]) : scope.signal;
    if (signal.aborted) throw new RunEnded();
    const call = this.#inner.stream(tidyHistory(messages), {
      ...options,
      cancelSignal: signal,
      systemPrompt: told(options.systemPrompt, scope),
    });
    const events = call[Symbol.asyncIterator]();
    const ended = whenAborted(signal);
    const inOrder = blockOrder();
    try {
      while (true) {
        const next = await Promise.race([withinCall(signal, () => events.next()), ended.promise]);
        if (next.done) return;
        const event = next.value;
        if (event.type === "modelMetadataEvent" && event.usage) scope.usage = addUsage(scope.usage, event.usage);
        yield* inOrder(event);
      }
    } finally {
      ended.forget();
      // Not awaited: a provider that hangs would keep the run from ending. Its own failure on the way out is no news.
      Promise.resolve(events.return?.()).catch(() => undefined);
    }
  }
}

function whenAborted(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  let onAbort = () => {};
  const promise = new Promise<never>((_, reject) => {
    onAbort = () => reject(new RunEnded());
    signal.addEventListener("abort", onAbort, { once: true });
  });
  // The race may be over when it rejects; that must not count as unhandled.
  promise.catch(() => undefined);
  return { promise, forget: () => signal.removeEventListener("abort", onAbort) };
}

/** The agent's own prompt first: what an application or a state says must not come before it. */
function told(prompt: SystemPrompt | undefined, scope: RunScope): SystemPrompt | undefined {
  const own =
    typeof prompt === "string" ? [prompt] : (prompt ?? []).flatMap((b) => ("text" in b ? [String(b.text)] : []));
  const state = Object.keys(scope.state).length > 0 ? [`Shared state (JSON): ${JSON.stringify(scope.state)}`] : [];
  const all = [...own, ...scope.instructions, ...state];
  return all.length > 0 ? all.join("\n\n") : undefined;
}
