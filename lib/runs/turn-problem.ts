import type { HttpErrorBody } from "../errors";
import type { TurnResult } from "./turn";

type Unreadable = Extract<TurnResult, { ok: false }>;

/** What a request is told whose turn cannot be read. */
export function turnProblem({ code, path }: Unreadable): {
  code: Unreadable["code"];
  fields: NonNullable<HttpErrorBody["fields"]>;
} {
  return { code, fields: [{ path, message: "is not a turn that a conversation can take" }] };
}
