import type { IncomingMessage } from "node:http";

/** One request to the service as it came and as it ended; the control surface shows these to tests. */
export type Invocation = {
  at: string;
  arn: string;
  op: "invoke" | "stop";
  requestId: string;
  /** Null until the token was found good. */
  sub: string | null;
  clientId: string | null;
  /** The bearer token as presented, good or not. */
  token: string | null;
  sessionId: string | null;
  /** Lower-case names. */
  headers: Record<string, string>;
  bodyBytes: number;
  /** The payload as text, when it is not larger than 256 KB. */
  body: string | null;
  /** Ids of the fault rules that applied. */
  faults: string[];
  /** Null when no byte of an answer was sent. */
  status: number | null;
  closedByClient: boolean;
  /** The agent's answer came to its own end, whoever still listened. */
  upstreamEnded: boolean;
  /** When the answer to the caller was over. */
  endedAt: string | null;
};

const KEPT = 5_000;
const BODY_KEPT_BYTES = 256 * 1024;

export type Invocations = {
  begin: (op: Invocation["op"], arn: string, requestId: string, request: IncomingMessage) => Invocation;
  list: () => readonly Invocation[];
  clear: () => void;
};

/** The last 5,000 requests, oldest first. */
export function createInvocations(): Invocations {
  const all: Invocation[] = [];
  return {
    begin: (op, arn, requestId, request) => {
      const entry: Invocation = {
        at: new Date().toISOString(),
        arn,
        op,
        requestId,
        sub: null,
        clientId: null,
        token: /^bearer (.*)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null,
        sessionId: null,
        headers: Object.fromEntries(
          Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(", ")]),
        ),
        bodyBytes: 0,
        body: null,
        faults: [],
        status: null,
        closedByClient: false,
        upstreamEnded: false,
        endedAt: null,
      };
      all.push(entry);
      if (all.length > KEPT) all.shift();
      return entry;
    },
    list: () => all,
    clear: () => {
      all.length = 0;
    },
  };
}

export function recordBody(entry: Invocation, body: Buffer): void {
  entry.bodyBytes = body.length;
  entry.body = body.length <= BODY_KEPT_BYTES ? body.toString("utf8") : null;
}
