import { zodToJsonSchema } from "zod-to-json-schema";
import { agentFields } from "../../lib/agentcore/agent-entry";

export const AGENTS_SCHEMA_FILE = "docs/agents.schema.json";

/**
 * The JSON Schema (draft 7) of the variable `AGENTS`, for editors and for whoever makes the list by program. The site checks a
 * little more: that no id is used twice, and that addresses are https.
 */
export function agentsSchema(): object {
  const { $schema, ...items } = zodToJsonSchema(agentFields, { $refStrategy: "none" }) as Record<string, unknown>;
  return {
    $schema,
    title: "AGENTS of AgentCore Chat",
    type: "array",
    minItems: 1,
    items: {
      ...items,
      // `http` says how an agent of that protocol wants its message.
      dependencies: { http: { required: ["protocol"], properties: { protocol: { const: "http" } } } },
      oneOf: [{ required: ["arn"] }, { required: ["url"] }],
    },
  };
}
