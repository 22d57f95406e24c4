import { join } from "node:path";
import { LANE } from "./lanes";

/** Ports of their own, so that the tests run beside a developer's `npm run dev`, and beside the other lane. */
const port = (number: number) => number + (LANE ?? 0) * 400;

export const PORTS = { site: port(3101), auth0: port(4110), agentcore: port(4120) } as const;
/** Where people go: the recorder, which passes everything on to the site. */
export const RECORDER_PORT = port(3100);
export const SITE = `http://localhost:${RECORDER_PORT}`;
export const AUTH0 = `http://localhost:${PORTS.auth0}`;
export const AGENTCORE = `http://localhost:${PORTS.agentcore}`;

/** The same site for hosts that hold answers back: the browser asks for them instead of listening. */
export const POLL_PORT = port(3102);
export const POLL_SITE = `http://localhost:${POLL_PORT}`;
/** The same site with several agents, one of them for people with a role. */
export const AGENTS_PORT = port(3104);
export const AGENTS_SITE = `http://localhost:${AGENTS_PORT}`;
/** Where tests ask for a site to be killed and started again. */
export const CONTROL_PORT = port(3103);

/** What several server processes stand behind; nobody listens there, each process has a port of its own. */
export const MANY_SITE = `http://localhost:${port(3110)}`;
export const PROCESS_PORTS = {
  a: port(3111),
  b: port(3112),
  embedded: port(3113),
  fuzzed: { embedded: port(3114), postgres: port(3115) },
  passThrough: port(3116),
} as const;

/** A whole system of its own, with agents that are not this repository's. */
export const OWN_AGENTS_PORTS = { site: port(3131), auth0: port(4131), agentcore: port(4132) } as const;

/** The site as the public meets it, behind a proxy that ends TLS; and somebody else's, of the same host name. */
export const TLS_PORTS = { site: port(3121), behind: port(3122), attacker: port(3123) } as const;
export const TLS_SITE = `https://localhost:${TLS_PORTS.site}`;
export const ATTACKER_SITE = `https://localhost:${TLS_PORTS.attacker}`;

/** The site as its container runs it, and the way from there to the database. */
export const STANDALONE_PORTS = { site: port(3141), database: port(3142) } as const;
export const STANDALONE_SITE = `http://localhost:${STANDALONE_PORTS.site}`;

/** Hosts with limits: one that ends answers soon, and one that holds answers back, ends requests and freezes processes. */
export const HOST_PORTS = {
  limited: port(3151),
  freezing: port(3152),
  instances: [port(3153), port(3154), port(3155), port(3156), port(3157)],
} as const;
export const LIMITED_SITE = `http://localhost:${HOST_PORTS.limited}`;
export const FREEZING_SITE = `http://localhost:${HOST_PORTS.freezing}`;

/** One address behind which one release takes the place of another. */
export const RELEASES_PORT = port(3161);
export const RELEASES_SITE = `http://localhost:${RELEASES_PORT}`;
/** Two releases side by side, on one database. */
export const SIDE_BY_SIDE_PORTS = { before: port(3162), now: port(3163) } as const;

/** Who the local Auth0 lets in. */
export const ORIGINS = [
  SITE,
  POLL_SITE,
  AGENTS_SITE,
  MANY_SITE,
  TLS_SITE,
  STANDALONE_SITE,
  LIMITED_SITE,
  FREEZING_SITE,
  RELEASES_SITE,
];

/** What a test run leaves for its last tests to search, and for people to read when something failed. */
export const ARTIFACTS = join(process.cwd(), "test-results", ...(LANE === null ? [] : [`lane-${LANE}`]));
export const STACK_LOG = join(ARTIFACTS, "stack.log");
export const TRAFFIC = join(ARTIFACTS, "traffic.jsonl");

/** Where the agent sends people to consent. Nobody is there: a test answers in its place. */
export const CONSENT_PAGE = "https://calendar.example.com/consent";
