import { z } from "zod";
import { agentListSchema, regionOfArn } from "../agentcore/agent-entry";
import { LOG_LEVELS } from "../log-level";
import { RELEASE_FORM, RELEASE_RULE } from "../release/release";
import { isSafeAddress, pathOf } from "./address";
import { jsonFault } from "./json-fault";
import { parseKey } from "./keys";

const publicUrl = z
  .string()
  .refine(isSafeAddress, "must be an address that starts with https:// (http:// only for localhost)");

const key = z.string().transform((value, context) => {
  const bytes = parseKey(value);
  if (bytes) return bytes;
  context.addIssue({ code: "custom", message: "must be 32 bytes as base64 or 64 hex characters" });
  return z.NEVER;
});

const milliseconds = (fallback: number) =>
  z.coerce
    .number()
    .int("must be a whole number of milliseconds")
    .min(50, "must be at least 50 ms")
    .max(86_400_000, "must be at most a day")
    .default(fallback);

/** A whole number within bounds; what is counted stands in the variable's name. */
const count = (fallback: number, min: number, max: number) =>
  z.coerce
    .number()
    .int("must be a whole number")
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

const agents = z
  .string()
  .transform((value, context) => {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      const place = jsonFault(value);
      const where = place ? `: look at line ${place.line}, column ${place.column}` : "";
      context.addIssue({ code: "custom", message: `is not valid JSON${where}` });
      return z.NEVER;
    }
  })
  .pipe(agentListSchema);

/** Every variable that the site reads, by name; see `.env.example` for what each means. */
export const environmentSchema = z.object({
  NEXTAUTH_URL: publicUrl
    .refine((value) => pathOf(value) === "/", "must have no path")
    .transform((value) => (URL.canParse(value) ? new URL(value).origin : value)),
  NEXTAUTH_SECRET: z.string().refine((value) => Buffer.byteLength(value) >= 32, "must be at least 32 bytes"),
  AUTH0_ISSUER: publicUrl.transform((value) => (value.endsWith("/") ? value : `${value}/`)),
  AUTH0_CLIENT_ID: z.string().min(1),
  AUTH0_CLIENT_SECRET: z.string().min(1),
  AUTH0_AUDIENCE: z.string().min(1),
  AUTH0_ORGANIZATION: z.string().min(1).optional(),
  ALLOWED_EMAIL_DOMAINS: z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((domain) => domain.trim().toLowerCase().replace(/^@/, ""))
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "is not a comma-separated list of domains")))
    .optional(),
  TOKEN_KEYS: z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(key).min(1, "needs at least one key")),
  SESSION_ID_KEY: key,
  BEDROCK_AGENTCORE_RUNTIME_ARN: z
    .string()
    .refine((value) => regionOfArn(value) !== null, "is not the ARN of an AgentCore runtime")
    .optional(),
  AGENTS: agents.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://")
    .optional(),
  DATABASE_DIRECT_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://")
    .optional(),
  ALLOW_EMBEDDED_DB: z.enum(["0", "1"]).default("0"),
  DATA_DIR: z.string().min(1).default(".data"),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  RELEASE: z.string().trim().regex(RELEASE_FORM, RELEASE_RULE).optional(),
  RUN_MAX_MS: milliseconds(3_300_000),
  RUN_HEARTBEAT_MS: milliseconds(10_000),
  RUN_STALE_MS: milliseconds(45_000),
  RUN_DRAIN_MS: z.coerce
    .number()
    .int("must be a whole number of milliseconds")
    .min(0, "must not be below 0")
    .max(3_600_000, "must be at most an hour")
    .default(5_000),
  STREAM_MODE: z.enum(["sse", "poll"], { message: 'must be "sse" or "poll"' }).default("sse"),
  SHARE_PUBLIC: z.enum(["0", "1"]).default("0"),
  TRUST_PROXY: count(0, 0, 10),
  SESSION_IDLE_SECONDS: count(259_200, 5, 31_536_000),
  SESSION_MAX_SECONDS: count(604_800, 5, 31_536_000),
  LIMIT_RUNS_PER_MINUTE: count(20, 1, 1_000_000),
  LIMIT_RUNS_AT_ONCE: count(5, 1, 10_000),
  LIMIT_REQUESTS_PER_MINUTE: count(1_200, 1, 1_000_000),
  LIMIT_SIGN_INS_PER_MINUTE: count(60, 1, 1_000_000),
  LIMIT_PEOPLE_PER_ADDRESS: count(200, 1, 1_000_000),
  KEEP_RUN_EVENTS_HOURS: count(24, 1, 8_760),
  KEEP_DELETED_DAYS: count(30, 1, 3_650),
  KEEP_SESSIONS_DAYS: count(30, 1, 3_650),
  KEEP_AUDIT_DAYS: count(365, 1, 3_650),
  // Node's fetch gives up on a silent answer after 300 s by itself: a larger value here would only lose the right error code.
  AGENT_SILENCE_MS: z.coerce
    .number()
    .int("must be a whole number of milliseconds")
    .min(50, "must be at least 50 ms")
    .max(290_000, "must be at most 290000")
    .default(240_000),
});

export type Environment = z.infer<typeof environmentSchema>;

/** An example for each variable without which production does not start; shown beside the problem. */
export const EXAMPLES: Record<string, string> = {
  NEXTAUTH_URL: "https://chat.example.com",
  NEXTAUTH_SECRET: "the output of: openssl rand -base64 32",
  AUTH0_ISSUER: "https://your-tenant.us.auth0.com/",
  AUTH0_CLIENT_ID: "the client id of the regular web application in Auth0",
  AUTH0_CLIENT_SECRET: "the client secret of that application",
  AUTH0_AUDIENCE: "urn:your-company:agentcore-chat",
  AUTH0_ORGANIZATION: "org_0123456789abcdef",
  ALLOWED_EMAIL_DOMAINS: "example.com,example.org",
  TOKEN_KEYS: "the output of: openssl rand -base64 32",
  SESSION_ID_KEY: "the output of: openssl rand -base64 32",
  BEDROCK_AGENTCORE_RUNTIME_ARN: "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/my_agent-AbC123",
  AGENTS:
    '[{"id":"helper","name":"Helper","arn":"arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/my_agent-AbC123"}]',
  DATABASE_URL: "postgres://user:password@host:5432/chat",
  DATABASE_DIRECT_URL: "postgres://user:password@host:5432/chat",
  ALLOW_EMBEDDED_DB: "1",
  DATA_DIR: "/var/lib/agentcore-chat",
  LOG_LEVEL: "info",
  RELEASE: "v1.4.0",
  RUN_MAX_MS: "3300000",
  RUN_HEARTBEAT_MS: "10000",
  RUN_STALE_MS: "45000",
  RUN_DRAIN_MS: "5000",
  STREAM_MODE: "sse",
  SHARE_PUBLIC: "0",
  TRUST_PROXY: "1",
  SESSION_IDLE_SECONDS: "259200",
  SESSION_MAX_SECONDS: "604800",
  LIMIT_RUNS_PER_MINUTE: "20",
  LIMIT_RUNS_AT_ONCE: "5",
  LIMIT_REQUESTS_PER_MINUTE: "1200",
  LIMIT_SIGN_INS_PER_MINUTE: "60",
  LIMIT_PEOPLE_PER_ADDRESS: "200",
  KEEP_RUN_EVENTS_HOURS: "24",
  KEEP_DELETED_DAYS: "30",
  KEEP_SESSIONS_DAYS: "30",
  KEEP_AUDIT_DAYS: "365",
  AGENT_SILENCE_MS: "240000",
};
