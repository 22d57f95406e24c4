/** A code of the network's or of a library's, such as ECONNREFUSED or CERT_HAS_EXPIRED; never anybody's words. */
const CODE = /^[A-Z][A-Z0-9_]{2,40}$/;

/**
 * What is safe to say of a sign-in that failed: the first code in what next-auth gives its logger (an error, or `{error}`) or in
 * the errors below it, else the HTTP status that Auth0 answered with. Undefined when there is neither.
 */
export function failureCode(given: unknown): string | undefined {
  let at: unknown = isRecord(given) && "error" in given ? given.error : given;
  let status: string | undefined;
  for (let depth = 0; depth < 5 && isRecord(at); depth++) {
    if (typeof at.code === "string" && CODE.test(at.code) && !at.code.startsWith("OAUTH_")) return at.code;
    const { response } = at;
    if (isRecord(response) && typeof response.statusCode === "number") status ??= `HTTP_${response.statusCode}`;
    at = at.cause;
  }
  return status;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
