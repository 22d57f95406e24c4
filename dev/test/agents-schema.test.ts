import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { agentListSchema } from "../../lib/agentcore/agent-entry";
import { AGENTS_SCHEMA_FILE, agentsSchema } from "../tools/agents-schema";

it("is up to date: npm run schema:agents", () => {
  expect(JSON.parse(readFileSync(AGENTS_SCHEMA_FILE, "utf8"))).toEqual(agentsSchema());
});

it("knows every key of an entry, and no other", () => {
  const { items } = agentsSchema() as {
    items: { properties: object; required: string[]; additionalProperties: boolean };
  };
  expect(Object.keys(items.properties)).toContain("allow");
  expect(items).toMatchObject({ required: ["id", "name"], additionalProperties: false });
});

it.each(["docs/agents.md", ".env.example"])("what %s gives as an example is a list that the site takes", (file) => {
  const text = readFileSync(file, "utf8");
  const examples = file.endsWith(".md")
    ? [...text.matchAll(/```json\n(\[[\s\S]*?\n\])\n```/g)].map((match) => match[1] ?? "")
    : [...text.matchAll(/^#AGENTS=(.*)$/gm)].map((match) => match[1] ?? "");
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(agentListSchema.safeParse(JSON.parse(example)).error?.issues).toBeUndefined();
});
