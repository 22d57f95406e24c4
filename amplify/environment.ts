/**
 * What of the site's environment reaches the function, and how. The names are those of `.env.example`; a test compares
 * them, so a variable that is new there has to find its place here.
 */

/** Kept in Secrets Manager. The template holds where they are; the function fetches them as it starts (runtime/start.ts). */
export const SECRETS = [
  "NEXTAUTH_SECRET",
  "AUTH0_CLIENT_SECRET",
  "TOKEN_KEYS",
  "SESSION_ID_KEY",
  "DATABASE_URL",
  // Migrations do not run in the function, but the site knows a pooler by this address being another one.
  "DATABASE_DIRECT_URL",
] as const;

/** Plain values that have to be set where the deployment runs. */
export const REQUIRED = ["NEXTAUTH_URL", "AUTH0_ISSUER", "AUTH0_CLIENT_ID", "AUTH0_AUDIENCE"] as const;

/** Plain values that are handed on when they are set. One of the two agent variables has to be. */
export const OPTIONAL = [
  "BEDROCK_AGENTCORE_RUNTIME_ARN",
  "AGENTS",
  "AUTH0_ORGANIZATION",
  "ALLOWED_EMAIL_DOMAINS",
  "SESSION_IDLE_SECONDS",
  "SESSION_MAX_SECONDS",
  "LIMIT_RUNS_PER_MINUTE",
  "LIMIT_RUNS_AT_ONCE",
  "LIMIT_REQUESTS_PER_MINUTE",
  "LIMIT_SIGN_INS_PER_MINUTE",
  "LIMIT_PEOPLE_PER_ADDRESS",
  "KEEP_RUN_EVENTS_HOURS",
  "KEEP_DELETED_DAYS",
  "KEEP_SESSIONS_DAYS",
  "KEEP_AUDIT_DAYS",
  "RUN_HEARTBEAT_MS",
  "RUN_STALE_MS",
  "SHARE_PUBLIC",
  "AGENT_SILENCE_MS",
  "LOG_LEVEL",
] as const;

/** Lambda ends an invocation after this many seconds whatever it is doing, and API Gateway a stream. */
export const LONGEST_SECONDS = 900;

/** What this host decides. A value of the same name where the deployment runs is not used. */
export const FIXED = {
  // Half a minute before Lambda's end: the run ends as HOST_LIMIT, the agent is told, and the last of it is stored.
  RUN_MAX_MS: String((LONGEST_SECONDS - 30) * 1000),
  STREAM_MODE: "sse",
  // CloudFront adds the person's address to X-Forwarded-For, and API Gateway CloudFront's.
  TRUST_PROXY: "2",
} as const;

/**
 * Of `.env.example` and without a meaning in the function: it has no disk that lasts and no port, and nothing tells it before
 * it ends. The release is in the build, and which branch migrates is asked by hosts that build.
 */
export const NOT_HERE = [
  "ALLOW_EMBEDDED_DB",
  "DATA_DIR",
  "PORT",
  "PRODUCTION_BRANCH",
  "RELEASE",
  "RUN_DRAIN_MS",
] as const;

/** Lambda refuses a function whose variables are larger than this, names included; the rest is for what hosting adds. */
const MAX_BYTES = 4096 - 1024;

/**
 * The plain variables of the function.
 *
 * @param env where the deployment runs; an empty variable counts as unset
 * @throws naming every variable that is missing, or too much for Lambda
 */
export function plainEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const known = (name: string) => (env[name]?.trim() ? env[name] : undefined);
  const missing: string[] = REQUIRED.filter((name) => known(name) === undefined);
  if (known("BEDROCK_AGENTCORE_RUNTIME_ARN") === undefined && known("AGENTS") === undefined)
    missing.push("BEDROCK_AGENTCORE_RUNTIME_ARN or AGENTS");
  if (missing.length > 0)
    throw new Error(`Not set where the deployment runs: ${missing.join(", ")}. See docs/hosting/amplify.md.`);
  const entries = [...REQUIRED, ...OPTIONAL].flatMap((name) => {
    const value = known(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const plain: Record<string, string> = { ...Object.fromEntries(entries), ...FIXED };
  const bytes = Object.entries(plain).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (bytes > MAX_BYTES)
    throw new Error(
      `The site's variables have ${bytes} bytes, and Lambda takes about ${MAX_BYTES}. The largest is most likely AGENTS: ` +
        "shorten its descriptions and prompts, or use the container.",
    );
  return plain;
}
