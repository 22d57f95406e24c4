import type { AgentEntry } from "../agentcore/agent-entry";
import { builtRelease } from "../release/release";
import { LONGEST_HELD_RUN_MS } from "./host";
import type { Environment } from "./schema";

/** The site's settings, read once; see `.env.example` for the meaning of each. */
export type Config = {
  production: boolean;
  /** What is running: pages compare it with the one that they are of. */
  release: string;
  /** Which parts run against the local cloud (`dev/`), by variable name; empty in production. */
  localDefaults: string[];
  /** Origin of the site, no trailing slash. */
  siteUrl: string;
  /** Cookies are `Secure` and `__Host-` when the public address is https. */
  secureCookies: boolean;
  nextAuthSecret: string;
  auth0: { issuer: string; clientId: string; clientSecret: string; audience: string; organization: string | null };
  allowedEmailDomains: string[] | null;
  /** Vault keys, newest first. */
  tokenKeys: Uint8Array[];
  sessionIdKey: Uint8Array;
  agents: AgentEntry[];
  database: { kind: "postgres"; url: string; pooler: boolean } | { kind: "embedded"; dataDir: string };
  runMaxMs: number;
  /** How often a run's owner says that it lives, and after how long without it the run counts as interrupted. */
  runHeartbeatMs: number;
  runStaleMs: number;
  /** How long running answers may go on once the process has been asked to end. */
  runDrainMs: number;
  streamMode: "sse" | "poll";
  /**
   * A request that leaves work behind is answered when that is done: the host freezes the process when no request is open.
   * So it is where answers are polled and are as short as such a host wants them.
   */
  holdRequests: boolean;
  /** Whoever has the address of a share may read it; otherwise only people who are signed in. */
  sharePublic: boolean;
  agentSilenceMs: number;
  /** Proxies in front of the site whose word about the caller's address is believed. */
  trustProxy: number;
  /** How long a sign-in lasts unused, and at all. */
  sessionIdleSeconds: number;
  sessionMaxSeconds: number;
  limits: Limits;
  keep: Retention;
};

/** What a person (or, where nobody is signed in, an address) may do. */
export type Limits = {
  runsPerMinute: number;
  runsAtOnce: number;
  requestsPerMinute: number;
  /** Of one address, by people who are not signed in. */
  signInsPerMinute: number;
  /** One address may do as much as this many people: an office shares one, and nobody else needs more. */
  peoplePerAddress: number;
};

/** How long things are kept after they ended. */
export type Retention = { runEventsHours: number; deletedDays: number; sessionsDays: number; auditDays: number };

/** Checked variables as the settings that the site works with. */
export function toConfig(env: Environment, production: boolean, defaults: string[]): Config {
  const single = env.BEDROCK_AGENTCORE_RUNTIME_ARN;
  return {
    production,
    release: env.RELEASE ?? builtRelease(),
    localDefaults: defaults,
    siteUrl: env.NEXTAUTH_URL,
    secureCookies: env.NEXTAUTH_URL.startsWith("https://"),
    nextAuthSecret: env.NEXTAUTH_SECRET,
    auth0: {
      issuer: env.AUTH0_ISSUER,
      clientId: env.AUTH0_CLIENT_ID,
      clientSecret: env.AUTH0_CLIENT_SECRET,
      audience: env.AUTH0_AUDIENCE,
      organization: env.AUTH0_ORGANIZATION ?? null,
    },
    allowedEmailDomains: env.ALLOWED_EMAIL_DOMAINS ?? null,
    tokenKeys: env.TOKEN_KEYS,
    sessionIdKey: env.SESSION_ID_KEY,
    agents: single
      ? [
          {
            id: "default",
            name: { en: "Assistant", ja: "アシスタント" },
            arn: single,
            qualifier: "DEFAULT",
            protocol: "agui",
            stop: "session",
            history: "full",
            idleSeconds: 900,
            warm: false,
            readOnlyTools: [],
          },
        ]
      : (env.AGENTS ?? []),
    database: env.DATABASE_URL
      ? {
          kind: "postgres",
          url: env.DATABASE_URL,
          pooler: env.DATABASE_DIRECT_URL !== undefined && env.DATABASE_DIRECT_URL !== env.DATABASE_URL,
        }
      : { kind: "embedded", dataDir: env.DATA_DIR },
    runMaxMs: env.RUN_MAX_MS,
    runHeartbeatMs: env.RUN_HEARTBEAT_MS,
    runStaleMs: env.RUN_STALE_MS,
    runDrainMs: env.RUN_DRAIN_MS,
    streamMode: env.STREAM_MODE,
    holdRequests: env.STREAM_MODE === "poll" && env.RUN_MAX_MS <= LONGEST_HELD_RUN_MS,
    sharePublic: env.SHARE_PUBLIC === "1",
    agentSilenceMs: env.AGENT_SILENCE_MS,
    trustProxy: env.TRUST_PROXY,
    sessionIdleSeconds: env.SESSION_IDLE_SECONDS,
    sessionMaxSeconds: env.SESSION_MAX_SECONDS,
    limits: {
      runsPerMinute: env.LIMIT_RUNS_PER_MINUTE,
      runsAtOnce: env.LIMIT_RUNS_AT_ONCE,
      requestsPerMinute: env.LIMIT_REQUESTS_PER_MINUTE,
      signInsPerMinute: env.LIMIT_SIGN_INS_PER_MINUTE,
      peoplePerAddress: env.LIMIT_PEOPLE_PER_ADDRESS,
    },
    keep: {
      runEventsHours: env.KEEP_RUN_EVENTS_HOURS,
      deletedDays: env.KEEP_DELETED_DAYS,
      sessionsDays: env.KEEP_SESSIONS_DAYS,
      auditDays: env.KEEP_AUDIT_DAYS,
    },
  };
}
