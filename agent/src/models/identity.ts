/**
 * Which model speaks, as it travels with every answer (`metadata.model` of a message), so that a screen can name it and
 * nobody takes the demo model's words for a real one's.
 */
export type ModelIdentity = { provider: "demo" | "bedrock" | "openai" | "anthropic"; id: string; demo?: true };

export function identityOf(model: { provider: ModelIdentity["provider"]; id: string }): ModelIdentity {
  return { provider: model.provider, id: model.id, ...(model.provider === "demo" && { demo: true }) };
}
