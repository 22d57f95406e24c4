/**
 * What can go wrong, as callers read it: a closed set of codes, part of the one that the site shares, each with its
 * HTTP status and a sentence that says what to do. Details (a provider's message, a stack) belong to the log: they name
 * accounts, prompts, keys.
 */
export const ERRORS = {
  BAD_REQUEST: { status: 400, message: "The request is not one that this agent understands." },
  NOT_FOUND: { status: 404, message: "There is nothing here. The agent answers POST /invocations and GET /ping." },
  INTERRUPT_UNKNOWN: { status: 409, message: "That question is no longer open. Send a new message to go on." },
  TOO_LARGE: { status: 413, message: "The request is too large. Shorten the conversation or its attachments." },
  RUN_IN_PROGRESS: { status: 409, message: "An answer is still being written here. Wait for it or stop it." },
  AGENT_BUSY: { status: 503, message: "The agent is shutting down and takes no new work. Try again in a moment." },
  AGENT_FAILED: { status: 500, message: "The agent could not finish its answer. Try again." },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One field of a request and what is wrong with it; `path` is dotted, empty for the whole body. */
export type FieldProblem = { path: string; message: string };

export type ErrorBody = { code: ErrorCode; message: string; fields?: FieldProblem[] };

/** The JSON body of a failed request; with fields, its message is about the first of them. */
export function errorBody(code: ErrorCode, fields: FieldProblem[] = []): ErrorBody {
  const [first] = fields;
  if (!first) return { code, message: ERRORS[code].message };
  return { code, message: `${first.path || "The body"}: ${first.message}`, fields };
}
