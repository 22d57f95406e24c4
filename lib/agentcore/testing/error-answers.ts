import type { ErrorCode } from "../../errors";
import type { Answer } from "./upstream";

/** In every word that an upstream says; it must not come further than the log. */
export const SECRET = "arn:aws:iam::123456789012:role/secret-detail";

type Protocol = "agui" | "http";

/** One thing that can go wrong upstream, and what becomes of it here. */
export type Row = {
  what: string;
  protocols: Protocol[];
  answer: Answer;
  code: ErrorCode;
  /** How often the runtime is called. */
  calls: number;
  /** Whether the agent may be at it still, and has to be told that nobody reads. */
  told?: boolean;
};

export const BOTH: Protocol[] = ["agui", "http"];
export const RETRIED = 4;
export const RENEWED = 2;
/** AgentCore's answer to who comes without a good token, with where to get one. */
export const WWW_AUTHENTICATE = {
  "www-authenticate": `Bearer resource_metadata="https://bedrock-agentcore.us-east-1.amazonaws.com/runtimes/x/invocations/.well-known/oauth-protected-resource?qualifier=DEFAULT"`,
};

/** An error of the platform as a runtime of the AGUI protocol gives it: a RUN_ERROR in an SSE body, with its own status. */
export const agui = (status: number, code: string, message: string, headers: Record<string, string> = {}): Answer => {
  const body = `data: ${JSON.stringify({ type: "RUN_ERROR", code, message: `${message} ${SECRET}` })}\n\n`;
  return (_, response) =>
    response
      .writeHead(status, { "content-type": "text/event-stream", "x-amzn-requestid": "aws-2", ...headers })
      .end(body);
};
/** The same of the HTTP protocol: the AWS exception, with its status. */
export const aws = (
  status: number,
  exception: string | null,
  message: string,
  headers: Record<string, string> = {},
): Answer => {
  const name = exception === null ? {} : { "x-amzn-errortype": `${exception}:http://internal.amazon.com/` };
  return (_, response) =>
    response
      .writeHead(status, { "content-type": "application/json", "x-amzn-requestid": "aws-2", ...name, ...headers })
      .end(JSON.stringify({ message: `${message} ${SECRET}` }));
};
export const page = (status: number): Answer => {
  return (_, response) => response.writeHead(status, { "content-type": "text/html" }).end(`<html>${SECRET}</html>`);
};
