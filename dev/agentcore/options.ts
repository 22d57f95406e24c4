import type { Logger } from "pino";

/** `agui`: platform errors travel as AG-UI events in an SSE body. `http`: as AWS JSON errors. */
export type Protocol = "agui" | "http";

/**
 * What a runtime's custom JWT authorizer asks for besides a valid token; an absent or empty list asks for nothing.
 * In each list one match is enough.
 */
export type AuthorizerRules = {
  /** Against `aud`. */
  allowedAudience?: readonly string[];
  /** Against `client_id`, which Auth0 writes only in the rfc9068 token dialect. */
  allowedClients?: readonly string[];
  /** Against the space-separated `scope`. */
  allowedScopes?: readonly string[];
};

/** The agent's program, started once per session with `PORT` in its environment. */
type Spawned = {
  command: readonly string[];
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Where it listens whatever `PORT` says: one process for all sessions then. `detect` looks whether it is 8080. */
  port?: number | "detect";
};
/** An agent that already runs and serves all sessions: no isolation, for debugging an agent and for benchmarks. */
type Attached = { url: string };

export type RuntimeOptions = {
  arn: string;
  /** A developer's own agent: what it says is told under this name, and what goes wrong with advice. */
  name?: string;
  protocol: Protocol;
  authorizer: AuthorizerRules;
  /** Request headers that reach the agent; at most 20, none of the restricted ones. */
  requestHeaderAllowlist: readonly string[];
  /** Default 900. Fractions are allowed, for tests. */
  idleTimeoutSeconds?: number;
  /** Default 28,800. */
  maxLifetimeSeconds?: number;
  /** Declares session storage: each session gets a folder in here (`SESSION_STORAGE`) that outlives its process. */
  sessionStorageDir?: string;
} & (Spawned | Attached);

/** The service's limits in milliseconds and bytes; tests shrink them. */
export type Limits = {
  startMs: number;
  stopGraceMs: number;
  /** Until the agent's answer begins. */
  syncMs: number;
  /** Until a streamed answer must have ended. */
  streamMs: number;
  payloadBytes: number;
  /** How often idle and lifetime are looked at. */
  sweepMs: number;
};

/** @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/bedrock-agentcore-limits.html */
export const DEFAULT_LIMITS: Limits = {
  startMs: 60_000,
  stopGraceMs: 5_000,
  syncMs: 15 * 60_000,
  streamMs: 60 * 60_000,
  payloadBytes: 100 * 1024 * 1024,
  sweepMs: 1_000,
};
export const DEFAULT_IDLE_SECONDS = 900;
export const DEFAULT_LIFETIME_SECONDS = 28_800;

export type LocalAgentCoreOptions = {
  /** 0 takes a free one. */
  port: number;
  /** With its trailing slash, as Auth0 writes it; discovery is at `${issuer}.well-known/openid-configuration`. */
  issuer: string;
  runtimes: readonly RuntimeOptions[];
  log: Logger;
  limits?: Partial<Limits>;
  /** Where an agent that does not read `PORT` is looked for; 8080, as on the service. Tests have their own. */
  servicePort?: number;
};
