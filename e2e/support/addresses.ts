import { join } from "node:path";

/** Ports of their own, so that the tests run beside a developer's `npm run dev`. */
export const PORTS = { site: 3101, auth0: 4110, agentcore: 4120 } as const;
/** Where people go: the recorder, which passes everything on to the site. */
export const RECORDER_PORT = 3100;
export const SITE = `http://localhost:${RECORDER_PORT}`;
export const AUTH0 = `http://localhost:${PORTS.auth0}`;
export const AGENTCORE = `http://localhost:${PORTS.agentcore}`;

/** What a test run leaves for its last tests to search, and for people to read when something failed. */
export const ARTIFACTS = join(process.cwd(), "test-results");
export const STACK_LOG = join(ARTIFACTS, "stack.log");
export const TRAFFIC = join(ARTIFACTS, "traffic.jsonl");
