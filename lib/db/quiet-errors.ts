import { DrizzleQueryError } from "drizzle-orm/errors";
import { loggedError } from "../log-error";

/**
 * Takes the values out of drizzle's errors as they are made.
 *
 * drizzle puts every parameter of a failed query into the error's message, and Postgres quotes rows in its details: an
 * answer's words, tokens, e-mail addresses. The site's log leaves them out, but Next prints the error of a failing page
 * itself, whole, and so would whatever library comes next. The constructor assigns `params` before the stack is
 * captured and `cause` after it; both meet these setters.
 */
export function quietQueryErrors(): void {
  Object.defineProperties(DrizzleQueryError.prototype, {
    params: {
      configurable: true,
      get: () => [],
      set(this: DrizzleQueryError) {
        this.message = `Failed query: ${this.query}`;
      },
    },
    cause: {
      configurable: true,
      set(this: DrizzleQueryError, cause: unknown) {
        const quiet = quietCause(cause);
        // It is assigned a second time, which must not undo this.
        Object.defineProperty(this, "cause", { configurable: true, get: () => quiet, set: () => undefined });
      },
    },
  });
}

/** What a program asks of a failed query (its code, the constraint) and where it happened; not what the database quotes. */
function quietCause(cause: unknown): unknown {
  if (!(cause instanceof Error)) return undefined;
  const { type, message, code, constraint, stack } = loggedError(cause);
  const quiet = new Error(message);
  quiet.name = type;
  quiet.stack = `${type}: ${message}\n${(stack ?? "").replace(/^/gm, "    ")}`;
  return Object.assign(quiet, code === undefined ? {} : { code }, constraint === undefined ? {} : { constraint });
}
