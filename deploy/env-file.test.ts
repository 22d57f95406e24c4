import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { environmentSchema } from "../lib/config/schema";
import { envFileFor, siteVariables } from "./env-file";

const EXAMPLE = readFileSync(".env.example", "utf8");
const env = (set: Record<string, string>) => set as unknown as NodeJS.ProcessEnv;

/** What Next has of such a file when a process of production starts that is given nothing else. */
function asNextReads(text: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "env-file-"));
  try {
    writeFileSync(join(folder, ".env.production"), text);
    const next = JSON.stringify(join(process.cwd(), "node_modules", "@next", "env"));
    const script = `process.stdout.write(JSON.stringify(require(${next}).loadEnvConfig(${JSON.stringify(folder)}).parsedEnv))`;
    const options = { env: { NODE_ENV: "production" as const }, encoding: "utf8" as const };
    return JSON.parse(spawnSync(process.execPath, ["-e", script], options).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it("knows every variable that the site's settings are made of", () => {
  const known = siteVariables(EXAMPLE);
  expect(Object.keys(environmentSchema.shape).filter((name) => !known.includes(name))).toEqual([]);
  expect(known).not.toContain("MODEL_PROVIDER");
});

it("is read by Next as it was set, whatever is in it, and has nothing else", () => {
  const site = {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what dotenv would take for another variable is the point
    NEXTAUTH_SECRET: "a$b$NEXTAUTH_URL#c\\d ${f} ",
    AUTH0_CLIENT_SECRET: "\"quoted\" # and 'more'",
    TOKEN_KEYS: `${"A".repeat(43)}=,${"B".repeat(43)}=`,
    AGENTS: JSON.stringify([{ id: "a", name: { ja: "ヘルパー's" }, url: "https://x.example/?a=$1" }]),
    DATABASE_URL: "postgres://user:p%40ss$word@host/db?sslmode=require#x",
    STREAM_MODE: "poll",
    AWS_APP_ID: "d123",
  };
  const others = { PRODUCTION_BRANCH: "main", AWS_SECRET_ACCESS_KEY: "key", LOG_LEVEL: "" };
  const { names, text } = envFileFor(env({ ...site, ...others }), EXAMPLE);
  expect(new Set(names)).toEqual(new Set(Object.keys(site)));
  expect(asNextReads(text)).toEqual(site);
});

it.each([
  ["a line break", "a\nb"],
  ["all quotes", `'"\``],
  ["a backslash at its end", "a\\"],
  ["a backslash in double quotes", "it's \\n"],
])("refuses what the file cannot hold, by its name and without its value: %s", (_, value) => {
  expect(() => envFileFor(env({ NEXTAUTH_SECRET: value }), EXAMPLE)).toThrow(/^NEXTAUTH_SECRET cannot be written/);
});
