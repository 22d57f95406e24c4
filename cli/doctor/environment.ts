import { readFile } from "node:fs/promises";
import nextEnv from "@next/env";
import { z } from "zod";
import { hostDefaults, hostOf } from "../../lib/config/host";
import { localDefaults } from "../../lib/config/load";
import type { LocalSecrets } from "../../lib/config/local-secrets";
import { type Environment, environmentSchema } from "../../lib/config/schema";
import { UsageError } from "../io";

export type Env = Readonly<Record<string, string | undefined>>;

/** One variable by itself, as the site reads it; undefined when it is unset or wrong, which the settings' own check says. */
export type Settings = { [Name in keyof Environment]: Environment[Name] | undefined };

/** What decides about the environment beside the site's own variables; a file that describes a deployment says it, or nobody does. */
const HOSTS_OWN = [
  "NODE_ENV",
  ...["VERCEL", "VERCEL_ENV", "VERCEL_BRANCH_URL", "VERCEL_PROJECT_PRODUCTION_URL"],
  ...["AWS_APP_ID", "AWS_BRANCH", "AWS_LAMBDA_FUNCTION_NAME"],
];

const SITE_NAMES = new Set([...Object.keys(environmentSchema.shape), ...HOSTS_OWN]);

/**
 * The environment that a file describes: of the site's variables those in the file and no others, so that a shell or a
 * `.env.local` cannot fill in what a deployment will lack; of all else (`AGENTCORE_TOKEN`, `HOME`) the process's own as well.
 *
 * @param path `KEY=value` lines, with Next's own rules, or a JSON object of texts such as `terraform output -json` gives
 * @returns also the variables whose values the file has in quotes
 * @throws UsageError for what cannot be read as either
 */
export async function withEnvFile(env: Env, path: string): Promise<{ env: Env; quoted: string[] }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new UsageError(`${path} cannot be read.`);
  }
  const isJson = text.trimStart().startsWith("{");
  const file = isJson ? readJson(text, path) : readLines(text);
  const others = Object.entries(env).filter(([name]) => !SITE_NAMES.has(name));
  const read = { NODE_ENV: "production", ...Object.fromEntries(others), ...file };
  return { env: read, quoted: isJson ? [] : Object.keys(file).filter((name) => isQuoted(name, text)) };
}

const isQuoted = (name: string, text: string) => new RegExp(`^\\s*(export\\s+)?${name}\\s*=\\s*["'\`]`, "m").test(text);

function readJson(text: string, path: string): Record<string, string> {
  const texts = z.record(z.string());
  try {
    return texts.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${path} begins like JSON and is not an object of texts, {"NEXTAUTH_URL": "…"}.`);
  }
}

/** By Next's own reader, which would rather take a variable from the process than from the file: those step aside meanwhile. */
function readLines(text: string): Record<string, string> {
  const before = { ...process.env };
  for (const name of SITE_NAMES) delete process.env[name];
  try {
    const file = { path: "", contents: text, env: {} as nextEnv.Env };
    nextEnv.processEnv([file], ".", { info: () => {}, error: () => {} }, true);
    return Object.fromEntries(Object.entries(file.env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

export const isProduction = (env: Env) => env.NODE_ENV !== "development" && env.NODE_ENV !== "test";

/** Stands in for the secrets that `npm run dev` makes: looking must not make them, and what they are is of no interest. */
export const someSecrets = (): LocalSecrets => {
  const key = (sign: string) => Buffer.alloc(32, sign).toString("base64");
  return { nextAuthSecret: key("a"), tokenKey: key("b"), sessionIdKey: key("c") };
};

/** Every variable by itself, with the local cloud's and the host's defaults where the site has them: one that is wrong leaves the others. */
export function readSettings(env: Env): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const local = isProduction(env) ? {} : localDefaults(set as NodeJS.ProcessEnv, someSecrets);
  const values = { ...local, ...hostDefaults(hostOf(set), set), ...set };
  const read = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(values[name as keyof typeof values]);
    return [name, parsed.success ? parsed.data : undefined];
  });
  return Object.fromEntries(read) as Settings;
}
