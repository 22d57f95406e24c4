import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Where the parts declare what they read. */
const SCHEMAS = ["lib/config/schema.ts", "agent/src/config.ts", "dev/agentcore/settings.ts", "cli/environment.ts"];
/** Set by hosts and test runners, not by people. */
const NOT_OURS = new Set(["NODE_ENV", "NEXT_RUNTIME", "CI", "HOME", "PATH", "PLAYWRIGHT_JSON_OUTPUT_FILE"]);

it("names every variable that a part reads", () => {
  const declared = SCHEMAS.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1] ?? ""),
  );
  expect(declared.length).toBeGreaterThan(30);
  const example = readFileSync(".env.example", "utf8");
  const missing = declared.filter((name) => !NOT_OURS.has(name) && !new RegExp(`\\b${name}\\b`).test(example));
  expect(missing).toEqual([]);
});
