/** What the log says of an error. Nothing else of it gets there: other properties hold values, or the request itself. */
export type LoggedError = {
  type: string;
  message: string;
  code?: string;
  /** A failed query's SQL: its values are in its parameters, which are not here. */
  query?: string;
  constraint?: string;
  stack?: string;
  cause?: LoggedError;
  errors?: LoggedError[];
};

const MAX_TEXT = 300;
const MAX_QUERY = 500;
const MAX_FRAMES = 12;
const MAX_CAUSES = 3;

/**
 * An error as it may stand in the log: what failed and where, never the words that it failed on.
 *
 * drizzle puts every parameter of a failed query into the error's message (an answer's text among them) and so into its
 * stack; Postgres and `JSON.parse` quote what they could not read.
 */
export function loggedError(error: unknown): LoggedError {
  return told(error, 0);
}

function told(error: unknown, depth: number): LoggedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: typeof error === "string" ? bounded(error, MAX_TEXT) : "" };
  }
  const { code, query, constraint, cause, errors } = error as unknown as Record<string, unknown>;
  const stack = depth === 0 ? framesOf(error) : "";
  const isQuery = "params" in error && typeof query === "string";
  return {
    type: error.name === "Error" ? error.constructor.name : bounded(String(error.name), MAX_TEXT),
    message: bounded(textOf(error, typeof code === "string" ? code : ""), MAX_TEXT),
    ...(typeof code === "string" || typeof code === "number" ? { code: bounded(String(code), MAX_TEXT) } : {}),
    ...(isQuery && depth === 0 ? { query: bounded(query, MAX_QUERY) } : {}),
    ...(typeof constraint === "string" ? { constraint: bounded(constraint, MAX_TEXT) } : {}),
    ...(stack ? { stack } : {}),
    ...(cause !== undefined && depth < MAX_CAUSES ? { cause: told(cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && depth < MAX_CAUSES
      ? { errors: errors.slice(0, MAX_CAUSES).map((one: unknown) => told(one, depth + 1)) }
      : {}),
  };
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

function textOf(error: Error, code: string): string {
  const { query, issues } = error as { query?: unknown; issues?: unknown };
  if (typeof query === "string" && error.message.includes(query)) return "Failed query";
  if (Array.isArray(issues)) return issues.slice(0, 5).map(problemOf).join("; ");
  // Data exceptions and syntax errors quote the data. Elsewhere what Postgres quotes are names.
  if (error instanceof SyntaxError || code.startsWith("22")) return error.message.replace(/".*"/s, '"…"');
  return SQLSTATE.test(code) ? error.message.replace(/: ".*"/s, ': "…"') : error.message;
}

/** A problem that zod has found; its own sentence may repeat the value. */
function problemOf(issue: { path?: unknown[]; code?: unknown }): string {
  return `${issue.path?.join(".") ?? ""}: ${String(issue.code)}`;
}

/** The lines of the stack that are places in the code. It begins with the message, whose lines may look like such. */
function framesOf(error: Error): string {
  const stack = String(error.stack ?? "");
  const at = stack.indexOf(error.message);
  const lines = stack.slice(at < 0 ? 0 : at + error.message.length).split("\n");
  const first = lines.findLastIndex((line) => !/^ {4}at /.test(line)) + 1;
  return lines
    .slice(first, first + MAX_FRAMES)
    .map((line) => bounded(line.trim(), MAX_TEXT))
    .join("\n");
}

function bounded(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
