import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadConfig } from "../lib/config/load";
import vercel from "../vercel.json";

/** Of https://vercel.com/docs/project-configuration/vercel-json what is used here; unknown keys fail a deployment there. */
const vercelJson = z.strictObject({
  $schema: z.literal("https://openapi.vercel.sh/vercel.json"),
  framework: z.literal("nextjs"),
  buildCommand: z.string().min(1).max(256),
  functions: z.record(z.strictObject({ maxDuration: z.number().int().min(1).max(1_800) })),
});

it("vercel.json has only what Vercel knows, and deploys on every plan", () => {
  expect(vercelJson.safeParse(vercel).error?.issues).toBeUndefined();
  // Hobby's most: https://vercel.com/docs/functions/limitations
  expect(vercel.functions["app/api/**"].maxDuration).toBeLessThanOrEqual(300);
});

it("no route says otherwise: a route's own maxDuration would win over vercel.json", () => {
  const files = readdirSync(join("app", "api"), { recursive: true, encoding: "utf8" });
  const routes = files.filter((file) => file.endsWith("route.ts")).map((file) => join("app", "api", file));
  expect(routes.length).toBeGreaterThan(10);
  const longest = routes.flatMap((file) => {
    const [, seconds] = /export const maxDuration = (\d+)/.exec(readFileSync(file, "utf8")) ?? [];
    return seconds ? [{ file, seconds: Number(seconds) }] : [];
  });
  expect(longest).toEqual([{ file: "app/api/account/erase/route.ts", seconds: 60 }]);
});

const commands = z.strictObject({ commands: z.array(z.string().min(1)).min(1) });
/** https://docs.aws.amazon.com/amplify/latest/userguide/yml-specification-syntax.html */
const buildSpec = z.strictObject({
  version: z.literal(1),
  frontend: z.strictObject({
    phases: z.strictObject({ preBuild: commands, build: commands }),
    artifacts: z.strictObject({ baseDirectory: z.literal(".next"), files: z.tuple([z.literal("**/*")]) }),
    cache: z.strictObject({ paths: z.array(z.string()) }),
  }),
});

it("amplify.yml is a build specification whose commands are there, in the order that they need", () => {
  const { phases } = buildSpec.parse(parse(readFileSync("amplify.yml", "utf8"))).frontend;
  expect(phases.preBuild.commands.slice(0, 2)).toEqual(["nvm install 24", "nvm use 24"]);
  expect(phases.build.commands).toEqual([
    "export STREAM_MODE=poll",
    "npx tsx deploy/write-env.ts",
    "npx tsx deploy/hosted-build.ts",
  ]);
  for (const [, file] of [...phases.build.commands, vercel.buildCommand].flatMap((one) => [
    ...one.matchAll(/tsx (\S+)/g),
  ]))
    expect(readFileSync(file ?? "", "utf8").length).toBeGreaterThan(0);
});

it("Vercel's button asks for every variable without which production does not start, and for no other", () => {
  const [, link = ""] =
    /\]\((https:\/\/vercel\.com\/new\/clone\?[^)]+)\)/.exec(readFileSync("docs/hosting/vercel.md", "utf8")) ?? [];
  const { searchParams } = new URL(link);
  expect([...searchParams.keys()]).toEqual(["repository-url", "project-name", "env", "envDescription"]);
  const asked = (searchParams.get("env") ?? "").split(",");
  const missing = loadConfig({ NODE_ENV: "production", VERCEL: "1" } as unknown as NodeJS.ProcessEnv, () => {
    throw new Error("development secrets were asked for");
  });
  const needed = missing.ok ? [] : missing.problems.map(({ name }) => name).filter((name) => name !== "NEXTAUTH_URL");
  expect(new Set(asked)).toEqual(new Set([...needed, "DATABASE_DIRECT_URL"]));
});
