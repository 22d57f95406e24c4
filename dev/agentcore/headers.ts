import type { IncomingHttpHeaders } from "node:http";

export const SESSION_HEADER = "x-amzn-bedrock-agentcore-runtime-session-id";
export const REQUEST_ID_HEADER = "x-amzn-bedrock-agentcore-runtime-request-id";
const CUSTOM_PREFIX = "x-amzn-bedrock-agentcore-runtime-custom-";

const MAX_ALLOWLIST = 20;
/** Fat access tokens meet this one first. */
const MAX_VALUE_BYTES = 4096;

/**
 * Names that no allow-list may hold.
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-header-allowlist.html
 */
const RESTRICTED = new Set(
  `proxy-authorization www-authenticate
   accept accept-charset accept-encoding accept-language content-type content-length content-encoding content-language
   content-location content-range
   cache-control etag expires if-match if-modified-since if-none-match if-range if-unmodified-since last-modified pragma vary
   connection keep-alive proxy-connection upgrade
   host user-agent referer from
   range accept-ranges transfer-encoding te trailer
   server date location retry-after
   cookie set-cookie
   origin content-security-policy strict-transport-security x-content-type-options x-frame-options x-xss-protection
   via forwarded x-real-ip x-requested-with x-csrf-token`
    .split(/\s+/)
    .filter(Boolean),
);
const RESTRICTED_PREFIXES = ["access-control-", "x-forwarded-", "sec-", "x-amz-"];

/** Whether the service would refuse `name` in a runtime's allow-list. */
export function isRestricted(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower.startsWith("x-amzn-")) return !lower.startsWith(CUSTOM_PREFIX);
  return RESTRICTED.has(lower) || RESTRICTED_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

/** Everything UpdateAgentRuntime would refuse about an allow-list, one sentence each. */
export function allowlistProblems(names: readonly string[]): string[] {
  const lower = names.map((name) => name.toLowerCase());
  return [
    ...(names.length > MAX_ALLOWLIST ? [`at most ${MAX_ALLOWLIST} headers may be allowed, not ${names.length}`] : []),
    ...names.filter((name) => !/^[\w-]{1,256}$/.test(name)).map((name) => `"${name}" is no header name`),
    ...names.filter(isRestricted).map((name) => `${name} is restricted and cannot reach an agent`),
    ...names.filter((name, at) => lower.indexOf(name.toLowerCase()) !== at).map((name) => `${name} is listed twice`),
  ];
}

export type Selected = { ok: true; headers: Record<string, string> } | { ok: false; message: string };

/**
 * The headers the container gets: the payload's type, the trace, what the allow-list names, and the platform's own.
 * Nothing else, whatever the caller sent.
 */
export function containerHeaders(
  received: IncomingHttpHeaders,
  allowlist: readonly string[],
  own: { sessionId: string; requestId: string; workloadAccessToken: string },
): Selected {
  const headers: Record<string, string> = {};
  const take = (name: string) => {
    const value = received[name.toLowerCase()];
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  };
  for (const name of allowlist) {
    take(name);
    if (Buffer.byteLength(headers[name] ?? "") > MAX_VALUE_BYTES) {
      return { ok: false, message: `Header ${name} exceeds the maximum size of ${MAX_VALUE_BYTES} bytes` };
    }
  }
  for (const name of ["Content-Type", "Accept", "traceparent", "tracestate", "baggage", "X-Amzn-Trace-Id"]) take(name);
  headers["X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"] = own.sessionId;
  headers["X-Amzn-Bedrock-AgentCore-Runtime-Request-Id"] = own.requestId;
  headers.WorkloadAccessToken = own.workloadAccessToken;
  return { ok: true, headers };
}

const MIN_SESSION_ID = 33;
const MAX_SESSION_ID = 256;

/** The sentence a session id of the wrong length gets, or nothing. */
export function sessionIdProblem(id: string): string | undefined {
  if (id.length < MIN_SESSION_ID) {
    return `Value at 'runtimeSessionId' failed to satisfy constraint: Member must have length greater than or equal to ${MIN_SESSION_ID}`;
  }
  if (id.length > MAX_SESSION_ID) {
    return `Value at 'runtimeSessionId' failed to satisfy constraint: Member must have length less than or equal to ${MAX_SESSION_ID}`;
  }
  return undefined;
}
