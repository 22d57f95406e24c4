import { z } from "zod";

/** The model as the environment asks for it, one shape per provider. */
export type ModelConfig =
  | { provider: "demo"; id: string; pace: number }
  | { provider: "bedrock"; id: string; region: string }
  | { provider: "openai"; id: string; apiKey: string; baseUrl?: string }
  | { provider: "anthropic"; id: string; apiKey: string; baseUrl?: string };

export type Config = {
  /** The address to listen on: every one in the container, loopback where the machine is somebody's desk. */
  host: string;
  port: number;
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  /** How long running answers may go on after SIGTERM, in milliseconds. */
  drainMs: number;
  /** A folder or `s3://bucket/prefix`, for what must outlive the process. */
  sessionStorage?: string;
  /** The region of whatever of AWS is used. */
  region?: string;
  /** Where the demo's calendar asks for consent; without it there is no such tool. */
  demoOauthUrl?: string;
  model: ModelConfig;
};

/** One thing that is wrong with the environment. */
export type ConfigProblem = { name: string; problem: string; example: string };

const EXAMPLES: Record<string, string> = {
  HOST: "HOST=0.0.0.0",
  PORT: "PORT=8080",
  LOG_LEVEL: "LOG_LEVEL=info",
  DRAIN_MS: "DRAIN_MS=8000",
  SESSION_STORAGE: "SESSION_STORAGE=/mnt/sessions",
  DEMO_PACE: "DEMO_PACE=1",
  DEMO_OAUTH_URL: "DEMO_OAUTH_URL=https://calendar.example.com/consent",
  MODEL_PROVIDER: "MODEL_PROVIDER=demo",
  MODEL_ID: "MODEL_ID=llama3.2",
  AWS_REGION: "AWS_REGION=us-east-1",
  OPENAI_BASE_URL: "OPENAI_BASE_URL=http://localhost:11434/v1",
  OPENAI_API_KEY: "OPENAI_API_KEY=sk-…",
  ANTHROPIC_API_KEY: "ANTHROPIC_API_KEY=sk-ant-…",
  ANTHROPIC_BASE_URL: "ANTHROPIC_BASE_URL=https://api.anthropic.com",
};

/** Ollama and most local servers want no key, but the client library insists on sending one. */
const NO_KEY = "not-needed";

const BEDROCK_MODEL = "global.anthropic.claude-sonnet-4-6";
const ANTHROPIC_MODEL = "claude-sonnet-4-6";

const wholeNumber = (low: number, high: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine((n) => n >= low && n <= high, `must be a whole number from ${low} to ${high}`)
    .default(fallback);

const webAddress = z.string().refine((value) => {
  try {
    return ["http:", "https:"].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}, "must be an http or https address");

const schema = z.object({
  HOST: z.union([z.ipv4(), z.ipv6()], "must be an IP address").default("0.0.0.0"),
  PORT: wholeNumber(0, 65535, 8080),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"], "must be trace, debug, info, warn, error or silent")
    .default("info"),
  DRAIN_MS: wholeNumber(0, 600_000, 8000),
  SESSION_STORAGE: z
    .string()
    .regex(
      /^(?:\/|[A-Za-z]:[\\/]|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/|$))/,
      "must be a folder's full path or s3://bucket/prefix",
    )
    .optional(),
  DEMO_OAUTH_URL: webAddress.optional(),
  DEMO_PACE: z
    .string()
    .regex(/^\d+(\.\d+)?$/, "must be a number, 0 (at once) or more; 1 is the usual pace")
    .transform(Number)
    .default(1),
  MODEL_PROVIDER: z
    .enum(["demo", "bedrock", "openai", "anthropic"], "must be demo, bedrock, openai or anthropic")
    .default("demo"),
  MODEL_ID: z.string().optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, "must be the name of an AWS region")
    .optional(),
  OPENAI_BASE_URL: webAddress.optional(),
  OPENAI_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: webAddress.optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
});

/**
 * What each provider cannot do without. Apart from the schema: zod skips an object's refinements when one of its fields
 * is bad, and a person would then meet the problems one boot after another.
 */
function missing(given: Record<string, string>): { name: string; problem: string }[] {
  const provider = given.MODEL_PROVIDER;
  const need = (name: string, unless = "") =>
    given[name] ? [] : [{ name, problem: `is needed with MODEL_PROVIDER=${provider}${unless}` }];
  if (provider === "bedrock") return need("AWS_REGION");
  if (given.SESSION_STORAGE?.startsWith("s3:") && !given.AWS_REGION)
    return [
      { name: "AWS_REGION", problem: "is needed with SESSION_STORAGE=s3://…" },
      ...missing({ ...given, SESSION_STORAGE: "" }),
    ];
  if (provider === "anthropic") return need("ANTHROPIC_API_KEY");
  if (provider !== "openai") return [];
  const key = given.OPENAI_BASE_URL ? [] : need("OPENAI_API_KEY", ", unless OPENAI_BASE_URL names a server of yours");
  return [...need("MODEL_ID"), ...key];
}

function modelOf(env: z.output<typeof schema>): ModelConfig {
  switch (env.MODEL_PROVIDER) {
    case "demo":
      return { provider: "demo", id: env.MODEL_ID ?? "demo", pace: env.DEMO_PACE };
    case "bedrock":
      return { provider: "bedrock", id: env.MODEL_ID ?? BEDROCK_MODEL, region: env.AWS_REGION ?? "" };
    case "openai":
      return {
        provider: "openai",
        id: env.MODEL_ID ?? "",
        apiKey: env.OPENAI_API_KEY ?? NO_KEY,
        ...(env.OPENAI_BASE_URL && { baseUrl: env.OPENAI_BASE_URL }),
      };
    case "anthropic":
      return {
        provider: "anthropic",
        id: env.MODEL_ID ?? ANTHROPIC_MODEL,
        apiKey: env.ANTHROPIC_API_KEY ?? "",
        ...(env.ANTHROPIC_BASE_URL && { baseUrl: env.ANTHROPIC_BASE_URL }),
      };
  }
}

/**
 * Reads the environment once.
 *
 * @param env usually `process.env`; a variable set to nothing counts as not set, as in a shell's `NAME= command`
 * @returns the configuration, or every problem at once, so that a boot needs to fail only one time
 */
export function readConfig(
  env: Record<string, string | undefined>,
): { ok: true; config: Config } | { ok: false; problems: ConfigProblem[] } {
  const given = Object.fromEntries(
    Object.keys(EXAMPLES).flatMap((name) => {
      const value = env[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  // AWS's own tools know the region under two names.
  const region = given.AWS_REGION ?? env.AWS_DEFAULT_REGION?.trim();
  const values: Record<string, string> = region ? { ...given, AWS_REGION: region } : given;
  const parsed = schema.safeParse(values);
  const bad = parsed.success ? [] : parsed.error.issues.map((i) => ({ name: String(i.path[0]), problem: i.message }));
  const problems = [...bad, ...missing(values)];
  if (!parsed.success || problems.length > 0) {
    return { ok: false, problems: problems.map((p) => ({ ...p, example: EXAMPLES[p.name] ?? `${p.name}=…` })) };
  }
  const { HOST, PORT, LOG_LEVEL, DRAIN_MS, SESSION_STORAGE, AWS_REGION, DEMO_OAUTH_URL } = parsed.data;
  return {
    ok: true,
    config: {
      host: HOST,
      port: PORT,
      logLevel: LOG_LEVEL,
      drainMs: DRAIN_MS,
      ...(SESSION_STORAGE && { sessionStorage: SESSION_STORAGE }),
      ...(AWS_REGION && { region: AWS_REGION }),
      ...(DEMO_OAUTH_URL && { demoOauthUrl: DEMO_OAUTH_URL }),
      model: modelOf(parsed.data),
    },
  };
}

/** The problems as a person reads them on the console. Values are left out: one of them may be a key. */
export function describeProblems(problems: ConfigProblem[]): string {
  const lines = problems.map(({ name, problem, example }) => `  ${name} ${problem}. Example: ${example}`);
  return ["The agent cannot start, its environment needs a change:", ...lines, ""].join("\n");
}
