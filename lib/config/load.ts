import { invocationsUrl, LOCAL } from "../local-defaults";
import { hostDefaults, hostOf, tooLongFor } from "./host";
import type { LocalSecrets } from "./local-secrets";
import { publishedKeys } from "./published-keys";
import { EXAMPLES, environmentSchema } from "./schema";
import { type Config, toConfig } from "./settings";

/** `at`: the place in a variable that holds more than one thing, such as `[2].arn`; empty for all of it. */
export type Problem = { name: string; at: string; problem: string; example: string };

type Result = { ok: true; config: Config } | { ok: false; problems: Problem[] };

/** Variables that the local cloud answers for when none of a group is set. Each group is taken whole or not at all. */
export function localDefaults(env: NodeJS.ProcessEnv, secrets: () => LocalSecrets): Record<string, string> {
  const port = env.PORT ?? String(LOCAL.sitePort);
  const groups: Record<string, string>[] = [
    { NEXTAUTH_URL: `http://localhost:${port}` },
    { NEXTAUTH_SECRET: secrets().nextAuthSecret },
    { TOKEN_KEYS: secrets().tokenKey },
    { SESSION_ID_KEY: secrets().sessionIdKey },
    {
      AUTH0_ISSUER: LOCAL.auth0Issuer,
      AUTH0_CLIENT_ID: LOCAL.clientId,
      AUTH0_CLIENT_SECRET: LOCAL.clientSecret,
      AUTH0_AUDIENCE: LOCAL.audience,
    },
  ];
  const agent = {
    id: "default",
    name: { en: "Demo agent", ja: "デモエージェント" },
    url: invocationsUrl(`http://localhost:${LOCAL.agentcorePort}`, LOCAL.agentArn),
    stop: "command",
    warm: true,
    readOnlyTools: ["current_time", "calculate", "whoami", "list_tasks"],
    prompts: LOCAL.demoPrompts,
  };
  const defaults: Record<string, string> = {};
  for (const group of groups) if (Object.keys(group).every((name) => !env[name])) Object.assign(defaults, group);
  if (!env.AGENTS && !env.BEDROCK_AGENTCORE_RUNTIME_ARN) defaults.AGENTS = JSON.stringify([agent]);
  return defaults;
}

/**
 * Reads the environment into the site's settings.
 *
 * Outside production, unset groups fall back to the local cloud; in production nothing does, so a forgotten
 * variable can never point a public site at a development sign-in.
 *
 * @param env the process environment; an empty variable counts as unset
 * @param secrets makes or reads the development secrets; not called in production
 * @returns the settings, or every problem at once: name, what is wrong, an example
 */
export function loadConfig(env: NodeJS.ProcessEnv, secrets: (dataDir: string) => LocalSecrets): Result {
  // Whatever is not plainly a developer's or a test's process counts as production: a site started with
  // NODE_ENV=staging must not point its people at a development sign-in.
  const production = env.NODE_ENV !== "development" && env.NODE_ENV !== "test";
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const dataDir = set.DATA_DIR ?? LOCAL.dataDir;
  const defaults = production ? {} : localDefaults(set as NodeJS.ProcessEnv, () => secrets(dataDir));
  const host = hostOf(set);
  const parsed = environmentSchema.safeParse({ ...defaults, ...hostDefaults(host, set), ...set });
  const problems: Problem[] = [];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const [name, ...path] = issue.path;
      const missing = issue.code === "invalid_type" && issue.received === "undefined" && path.length === 0;
      problems.push(problem(String(name), missing ? "is not set" : issue.message, formatPath(path)));
    }
  }
  if (production && !set.AGENTS && !set.BEDROCK_AGENTCORE_RUNTIME_ARN) {
    problems.push(
      problem("BEDROCK_AGENTCORE_RUNTIME_ARN", "is not set, and neither is AGENTS: the site needs at least one agent"),
    );
  }
  if (set.AGENTS && set.BEDROCK_AGENTCORE_RUNTIME_ARN) {
    problems.push(problem("AGENTS", "is set together with BEDROCK_AGENTCORE_RUNTIME_ARN: keep one of them"));
  }
  // A live run would count as interrupted between two signs of life.
  if (parsed.success && parsed.data.RUN_STALE_MS < 3 * parsed.data.RUN_HEARTBEAT_MS)
    problems.push(problem("RUN_STALE_MS", "must be at least three times RUN_HEARTBEAT_MS"));
  if (parsed.success && parsed.data.SESSION_IDLE_SECONDS > parsed.data.SESSION_MAX_SECONDS)
    problems.push(problem("SESSION_IDLE_SECONDS", "must be at most SESSION_MAX_SECONDS"));
  const tooLong = parsed.success && tooLongFor(host, parsed.data.RUN_MAX_MS);
  if (tooLong) problems.push(problem("RUN_MAX_MS", tooLong));
  const published = "is the one that stands in this repository for everybody to read: give it a value of its own";
  problems.push(...publishedKeys(set).map((name) => problem(name, published)));
  problems.push(...databaseProblems(set, production, host));
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: toConfig(parsed.data, production, Object.keys(defaults)) };
}

/** PGlite is one process writing to one local folder: right for a laptop, lossy wherever instances come and go. */
function databaseProblems(
  set: Record<string, string | undefined>,
  production: boolean,
  host: ReturnType<typeof hostOf>,
): Problem[] {
  if (set.DATABASE_URL) return [];
  if (host) {
    const why = `is not set: on ${host.name} the embedded database would lose everything with the instance`;
    return [problem("DATABASE_URL", why)];
  }
  if (production && set.ALLOW_EMBEDDED_DB !== "1") {
    return [
      problem(
        "DATABASE_URL",
        "is not set: use Postgres, or set ALLOW_EMBEDDED_DB=1 for one single process with a lasting DATA_DIR",
      ),
    ];
  }
  return [];
}

function problem(name: string, text: string, at = ""): Problem {
  return { name, at, problem: text, example: EXAMPLES[name] ?? "" };
}

/** A place in a variable that holds more than one thing, such as `[2].arn`. */
export function formatPath(path: (string | number)[]): string {
  return path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
}

/** The problems as a person reads them on the console at boot. */
export function formatProblems(problems: Problem[]): string {
  const lines = problems.map(({ name, at, problem: text, example }, index) => {
    const isLast = problems[index + 1]?.name !== name;
    return `  ${name}${at ? `${at}:` : ""} ${text}${example && isLast ? `\n      example: ${example}` : ""}`;
  });
  return `The site cannot start: ${problems.length} problem(s) in the environment.\n${lines.join("\n")}\nSee .env.example for every variable.\n`;
}
