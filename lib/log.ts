import "server-only";
import { pino } from "pino";
import { loggedError } from "./log-error";
import { isLogLevel } from "./log-level";

// A level that pino does not know would end the process with a stack; lib/config names the mistake instead.
const level = isLogLevel(process.env.LOG_LEVEL) ? process.env.LOG_LEVEL : "info";
const isForDebugging = level === "debug" || level === "trace";

/** Status and name are the platform's; what follows is AgentCore's or an agent's own text, and may repeat a person's. */
const TOLD_BY_UPSTREAM = /^(HTTP \d{3}(?: [\w.]{1,60})?|RUN_ERROR [\w.]{1,60}): (.+)$/s;

/**
 * The site's log: one JSON object a line on stdout. Callers pass ids, codes and counts, never tokens, cookies or
 * message text; of errors only what `loggedError` leaves of them is written, and what an upstream said (`detail`) only
 * where somebody has asked for it with `LOG_LEVEL=debug`. The redaction below is the second wall for the names under which
 * a token could slip in.
 */
export const log = pino({
  level,
  base: { part: "site" },
  serializers: { err: loggedError },
  redact: {
    paths: [
      "detail",
      "authorization",
      "cookie",
      "*.authorization",
      "*.cookie",
      "*.access_token",
      "*.refresh_token",
      "*.id_token",
    ],
    censor: (value: unknown, path) => (path[0] === "detail" ? quietDetail(value) : "[redacted]"),
  },
});

function quietDetail(detail: unknown): unknown {
  if (typeof detail !== "string" || isForDebugging) return detail;
  return detail.replace(TOLD_BY_UPSTREAM, (_, what: string, said: string) => `${what}: ${said.length} characters`);
}
