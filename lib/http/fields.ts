import type { z } from "zod";
import type { HttpErrorBody } from "../errors";

const MAX_PATH = 200;

/** Kinds of problems whose sentence names types, limits and our own words; that of others repeats what was sent. */
const TELLING: ReadonlySet<string> = new Set<z.ZodIssueCode>([
  "invalid_type",
  "invalid_string",
  "invalid_literal",
  "too_big",
  "too_small",
  "custom",
]);

/** At most ten problems of an input, each with the path that it is at, and nothing of the values. */
export function fieldsOf(error: z.ZodError): NonNullable<HttpErrorBody["fields"]> {
  return error.issues.slice(0, 10).map((issue) => ({
    path: issue.path.join(".").slice(0, MAX_PATH),
    message: TELLING.has(issue.code) ? issue.message : "is not valid",
  }));
}
