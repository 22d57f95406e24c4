import { z } from "zod";
import { ERROR_CODES, ERROR_STATUS, type ErrorCode } from "../errors";
import type { Answers } from "./route-table.testing";

export type WireAnswer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** How far a request came: to a guard in front of the route, or to what the route itself asks of it. */
export type Reached = "guard" | "route";

export type Verdict = { problems: string[]; reached: Reached; code: string };

const errorBody = z
  .object({
    code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
    message: z.string().min(1),
    requestId: z.string().uuid(),
    retryAfter: z.number().int().min(1).optional(),
    fields: z.array(z.object({ path: z.string(), message: z.string() }).strict()).optional(),
  })
  .strict();

/** What only an exception, its stack, or something behind the site says. None of it stands in a hostile value. */
const LEAKS: readonly RegExp[] = [
  /\n\s+at .+:\d+:\d+/,
  /\b(?:Type|Syntax|Range|Reference|URI|Eval|Drizzle|Database|Assertion|Zod)(?:Query)?Error\b/,
  /node_modules|\.next\/|webpack|turbopack-|\/lib\/\w+\//i,
  /Unexpected (?:token|end of JSON)|Cannot read propert|is not a function|is not iterable|Maximum call stack/,
  /ECONN\w+|ENOTFOUND|invalid input syntax|invalid byte sequence|Failed query|violates .* constraint|unterminated/,
  /"stack"\s*:|Bearer\s+ey/,
];

/** Refused by a guard, before the route has seen anything of the request. */
const GUARDS: readonly string[] = ["FORBIDDEN_ORIGIN", "SIGN_IN_EXPIRED", "RATE_LIMITED", "TOO_LARGE"];

/** Ends of a stream that say that the site itself, or the agent that is well, has failed. */
const FAILED_STREAM = /"code":"(?:INTERNAL|AGENT_FAILED|AGENT_UNREACHABLE|STREAM_TRUNCATED|TIMED_OUT|HOST_LIMIT)"/;

/**
 * Judges an answer to a broken request: whatever was sent, the site fails in no way, and says nothing but what its routes
 * say or the one shape of its errors. Next itself refuses what it cannot read or has no route for: without a word of its
 * own, or with the site's own page.
 */
export function judge(answer: WireAnswer, answers: Answers): Verdict {
  const { status, body } = answer;
  const problems: string[] = [];
  if (status >= 500) problems.push(`status ${status}`);
  for (const leak of LEAKS)
    if (answers !== "static" && !isHtml(answer) && leak.test(body)) problems.push(`says ${leak}`);
  const refusal = errorOf(answer);
  if (refusal) {
    const { code, fields } = refusal;
    if (ERROR_STATUS[code] !== status) problems.push(`${code} with status ${status}`);
    const atGuard = GUARDS.includes(code) || (code === "BAD_REQUEST" && !fields);
    return { problems, reached: atGuard && !fields ? "guard" : "route", code };
  }
  if (status >= 200 && status < 300) {
    problems.push(...asPromised(answer, answers));
    return { problems, reached: "route", code: "" };
  }
  if (answers === "library") return { problems, reached: "route", code: "" };
  if (!isNextsOwn(answer)) problems.push(`is no error of the site's: ${body.slice(0, 200)}`);
  return { problems, reached: "guard", code: "" };
}

function errorOf({ body }: WireAnswer): z.infer<typeof errorBody> | null {
  try {
    return errorBody.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

const typeOf = ({ headers }: WireAnswer) => String(headers["content-type"] ?? "");
const isHtml = (answer: WireAnswer) => typeOf(answer).startsWith("text/html");

/** A redirect to the tidy form of the same address, a page that is not there, a verb that is not, or what HTTP itself refuses. */
function isNextsOwn(answer: WireAnswer): boolean {
  const { status, headers, body } = answer;
  if (status === 307 || status === 308) return /^\/(?!\/)/.test(String(headers.location));
  if (status === 404) return isHtml(answer) && body.includes("<html");
  if (status === 400) return body === "" || body === "Bad Request";
  return (status === 405 || status === 431) && body === "";
}

function asPromised(answer: WireAnswer, answers: Answers): string[] {
  const type = typeOf(answer);
  switch (answers) {
    case "library":
    case "static":
      return [];
    case "nothing":
      return answer.status === 204 && answer.body === "" ? [] : ["should be empty"];
    case "file":
      return /^attachment/.test(String(answer.headers["content-disposition"])) ? [] : ["is no file"];
    case "events": {
      if (!type.startsWith("text/event-stream")) return [`is no stream: ${answer.body.slice(0, 200)}`];
      const failed = FAILED_STREAM.exec(answer.body);
      return failed ? [`the stream says ${failed[0]}`] : [];
    }
    case "anything":
      return readJson(answer.body) === undefined ? ["is no JSON"] : [];
    default: {
      const read = answers.safeParse(readJson(answer.body));
      if (!read.success) return [`is not what the route answers: ${read.error.message.slice(0, 300)}`];
      return JSON.stringify(read.data) === JSON.stringify(readJson(answer.body))
        ? []
        : ["says more than the route may"];
    }
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
