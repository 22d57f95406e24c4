import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FIXED, NOT_HERE, OPTIONAL, plainEnvironment, REQUIRED, SECRETS } from "./environment.ts";
import { ENV } from "./fixtures.testing.ts";

it("has a place for every variable of the site", () => {
  const example = readFileSync(join(import.meta.dirname, "..", ".env.example"), "utf8");
  const [site = ""] = example.split("# --- The agent container");
  const names = [...site.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1] ?? "");
  const placed = [...SECRETS, ...REQUIRED, ...OPTIONAL, ...Object.keys(FIXED), ...NOT_HERE];
  expect(names.length).toBeGreaterThan(30);
  expect(placed.toSorted()).toEqual([...new Set(names)].toSorted());
});

it("names at once all that is missing", () => {
  expect(() => plainEnvironment({ ...ENV, NEXTAUTH_URL: " ", AUTH0_ISSUER: undefined })).toThrow(
    "NEXTAUTH_URL, AUTH0_ISSUER.",
  );
  expect(() => plainEnvironment({ ...ENV, BEDROCK_AGENTCORE_RUNTIME_ARN: "" })).toThrow(
    "BEDROCK_AGENTCORE_RUNTIME_ARN or AGENTS",
  );
});

it("says before the deployment what Lambda would refuse in the middle of it", () => {
  const AGENTS = JSON.stringify(
    Array.from({ length: 30 }, (_, index) => ({ id: `a${index}`, description: "x".repeat(80) })),
  );
  expect(() => plainEnvironment({ ...ENV, AGENTS })).toThrow(/\d+ bytes, and Lambda takes about 3072.*AGENTS/);
});
