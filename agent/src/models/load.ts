import type { Model } from "@strands-agents/sdk";
import type { ModelConfig } from "../config.ts";
import { cancellableFetch } from "./cancel-scope.ts";

/**
 * Creates the model that the configuration asks for. Each provider's library is loaded only when it is the one: AgentCore
 * starts a process per session, and a second of start-up is a second before the first word.
 */
export async function loadModel(config: ModelConfig): Promise<Model> {
  switch (config.provider) {
    case "demo": {
      const { DemoModel } = await import("../demo/model.ts");
      return new DemoModel({ modelId: config.id, pace: config.pace });
    }
    case "bedrock": {
      const { BedrockModel } = await import("@strands-agents/sdk/models/bedrock");
      return new BedrockModel({ modelId: config.id, region: config.region, stream: true });
    }
    case "openai": {
      const { OpenAIModel } = await import("@strands-agents/sdk/models/openai");
      // Chat Completions, not Responses: it is what compatible servers, Ollama among them, have.
      return new OpenAIModel({
        api: "chat",
        modelId: config.id,
        apiKey: config.apiKey,
        clientConfig: { fetch: cancellableFetch, ...(config.baseUrl && { baseURL: config.baseUrl }) },
      });
    }
    case "anthropic": {
      const { AnthropicModel } = await import("@strands-agents/sdk/models/anthropic");
      return new AnthropicModel({
        modelId: config.id,
        apiKey: config.apiKey,
        maxTokens: MAX_TOKENS,
        clientConfig: { fetch: cancellableFetch, ...(config.baseUrl && { baseURL: config.baseUrl }) },
      });
    }
  }
}

/** Anthropic's API wants a limit said; this one fits every current model. */
const MAX_TOKENS = 8192;
