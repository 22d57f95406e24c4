import "server-only";
import { pino } from "pino";
import { loggedError } from "./log-error";
import { isLogLevel } from "./log-level";

/**
 * The site's log: one JSON object a line on stdout. Callers pass ids, codes and counts, never tokens, cookies or
 * message text; of errors only what `loggedError` leaves of them is written. The redaction below is the second wall for
 * the names under which a token could slip in.
 */
export const log = pino({
  // A level that pino does not know would end the process with a stack; lib/config names the mistake instead.
  level: isLogLevel(process.env.LOG_LEVEL) ? process.env.LOG_LEVEL : "info",
  base: { part: "site" },
  serializers: { err: loggedError },
  redact: {
    paths: [
      "authorization",
      "cookie",
      "*.authorization",
      "*.cookie",
      "*.access_token",
      "*.refresh_token",
      "*.id_token",
    ],
    censor: "[redacted]",
  },
});
