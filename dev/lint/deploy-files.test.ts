import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";

/** What hosts look for by name, at the root. */
const FILES = [
  ".dockerignore or Dockerfile.dockerignore",
  ".github/workflows/audit.yml",
  ".github/workflows/deploy.yml",
  ".github/workflows/plan.yml",
  ".github/workflows/test.yml",
  "Dockerfile",
  "agent/Dockerfile",
  "amplify.yml",
  "compose.yaml",
  "infra/envs/example/main.tf",
  "infra/modules/ci/main.tf",
  "vercel.json",
];

it.each(FILES)("there is %s", (file) => {
  expect(file.split(" or ").some((one) => existsSync(one))).toBe(true);
});

it("amplify.yml is a build specification, installs from the lock file and prints no environment", () => {
  const specification = parse(readFileSync("amplify.yml", "utf8"));
  expect(specification.version).toBe(1);
  const commands = JSON.stringify(specification);
  expect(commands).toContain("npm ci");
  expect(commands).not.toMatch(/npm (install|i)\b/);
  // What a build prints is kept with it; a list of variables has the secrets in it.
  expect(commands).not.toMatch(/"(env|printenv|set|export)( -p)?"/);
});

it("vercel.json names its schema, runs our build and gives runs their time", () => {
  const settings = JSON.parse(readFileSync("vercel.json", "utf8"));
  expect(settings.$schema).toBe("https://openapi.vercel.sh/vercel.json");
  expect(settings.buildCommand).toMatch(/hosted-build|db:migrate/);
  expect(JSON.stringify(settings.functions)).toMatch(/"maxDuration":\d+/);
});
