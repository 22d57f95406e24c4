/** An operation of the service on one runtime; `runtime` is an ARN, or an id together with an account. */
export type Operation = {
  kind: "invoke" | "stop" | "metadata";
  runtime: string;
  accountId: string | undefined;
  qualifier: string;
};
export type Route = Operation | { kind: "local"; path: string } | { kind: "unknown" };

const OPERATIONS: Readonly<Record<string, { method: string; kind: Operation["kind"] }>> = {
  invocations: { method: "POST", kind: "invoke" },
  stopruntimesession: { method: "POST", kind: "stop" },
  "invocations/.well-known/oauth-protected-resource": { method: "GET", kind: "metadata" },
};

/** Where the runtime stands in the raw path must be exactly what encodeURIComponent gives: %3A and %2F, as AWS asks. */
function decodeSegment(segment: string): string | undefined {
  try {
    const decoded = decodeURIComponent(segment);
    return encodeURIComponent(decoded).toLowerCase() === segment.toLowerCase() ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param target the request line's raw target, not normalised by a URL parser, which would hide an unescaped slash
 */
export function parseRoute(method: string, target: string): Route {
  const [path = "", query = ""] = target.split("?", 2);
  if (path.startsWith("/_local/")) return { kind: "local", path: path.slice("/_local/".length) };
  const match = /^\/runtimes\/([^/]+)\/(.+)$/.exec(path);
  const operation = OPERATIONS[match?.[2] ?? ""];
  const runtime = decodeSegment(match?.[1] ?? "");
  if (!operation || operation.method !== method || !runtime) return { kind: "unknown" };
  const parameters = new URLSearchParams(query);
  return {
    kind: operation.kind,
    runtime,
    accountId: parameters.get("accountId") ?? undefined,
    qualifier: parameters.get("qualifier") ?? "DEFAULT",
  };
}

/** Whether a route's runtime names `arn`: the ARN itself, or its id with its account. */
export function namesRuntime(operation: Operation, arn: string): boolean {
  if (operation.runtime === arn) return true;
  const [, , , , account, resource = ""] = arn.split(":");
  return operation.accountId === account && resource === `runtime/${operation.runtime}`;
}
