import type { TokenUsage } from "@ag-ui/core";
import type { Usage } from "@strands-agents/sdk";
import type { ModelIdentity } from "../models/identity.ts";

/** Adds up what the model calls of one run used; `undefined` while no call has reported. */
export function addUsage(sum: Usage | undefined, more: Usage): Usage {
  if (!sum) return { ...more };
  const cached = (sum.cacheReadInputTokens ?? 0) + (more.cacheReadInputTokens ?? 0);
  return {
    inputTokens: sum.inputTokens + more.inputTokens,
    outputTokens: sum.outputTokens + more.outputTokens,
    totalTokens: sum.totalTokens + more.totalTokens,
    ...(cached > 0 && { cacheReadInputTokens: cached }),
  };
}

/** Usage as AG-UI's RUN_FINISHED carries it. */
export function tokenUsage(model: ModelIdentity, usage: Usage): TokenUsage {
  return {
    provider: model.provider,
    model: model.id,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    totalTokens: usage.totalTokens,
    ...(usage.cacheReadInputTokens && { cachedInputTokens: usage.cacheReadInputTokens }),
  };
}
