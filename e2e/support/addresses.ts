import { join } from "node:path";

/** Ports of their own, so that the tests run beside a developer's `npm run dev`. */
export const PORTS = { site: 3101, auth0: 4110, agentcore: 4120 } as const;
/** Where people go: the recorder, which passes everything on to the site. */
export const RECORDER_PORT = 3100;
export const SITE = `http://localhost:${RECORDER_PORT}`;
export const AUTH0 = `http://localhost:${PORTS.auth0}`;
export const AGENTCORE = `http://localhost:${PORTS.agentcore}`;

/** The same site for hosts that hold answers back: the browser asks for them instead of listening. */
export const POLL_PORT = 3102;
export const POLL_SITE = `http://localhost:${POLL_PORT}`;
/** The same site with several agents, one of them for people with a role. */
export const AGENTS_PORT = 3104;
export const AGENTS_SITE = `http://localhost:${AGENTS_PORT}`;
/** Where tests ask for a site to be killed and started again. */
export const CONTROL_PORT = 3103;

/** What several server processes stand behind; nobody listens there, each process has a port of its own. */
export const MANY_SITE = "http://localhost:3110";
export const PROCESS_PORTS = {
  a: 3111,
  b: 3112,
  embedded: 3113,
  fuzzed: { embedded: 3114, postgres: 3115 },
  passThrough: 3116,
} as const;

/** A whole system of its own, with agents that are not this repository's. */
export const OWN_AGENTS_PORTS = { site: 3131, auth0: 4131, agentcore: 4132 } as const;

/** The site as the public meets it, behind a proxy that ends TLS; and somebody else's, of the same host name. */
export const TLS_PORTS = { site: 3121, behind: 3122, attacker: 3123 } as const;
export const TLS_SITE = `https://localhost:${TLS_PORTS.site}`;
export const ATTACKER_SITE = `https://localhost:${TLS_PORTS.attacker}`;

/** Hosts with limits: one that ends answers soon, and one that holds answers back, ends requests and freezes processes. */
export const HOST_PORTS = { limited: 3151, freezing: 3152, instances: [3153, 3154, 3155, 3156, 3157] } as const;
export const LIMITED_SITE = `http://localhost:${HOST_PORTS.limited}`;
export const FREEZING_SITE = `http://localhost:${HOST_PORTS.freezing}`;

/** Who the local Auth0 lets in. */
export const ORIGINS = [SITE, POLL_SITE, AGENTS_SITE, MANY_SITE, TLS_SITE, LIMITED_SITE, FREEZING_SITE];

/** What a test run leaves for its last tests to search, and for people to read when something failed. */
export const ARTIFACTS = join(process.cwd(), "test-results");
export const STACK_LOG = join(ARTIFACTS, "stack.log");
export const TRAFFIC = join(ARTIFACTS, "traffic.jsonl");

/** Where the agent sends people to consent. Nobody is there: a test answers in its place. */
export const CONSENT_PAGE = "https://calendar.example.com/consent";
