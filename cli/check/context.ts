import { randomBytes, randomUUID } from "node:crypto";
import { HTTP_ACCEPT, httpProtocol, type PromptPlace } from "../../lib/agentcore/http-protocol/http-protocol";
import { SESSION_HEADER } from "../../lib/agentcore/open-stream";
import type { Target } from "../target";
import { type Probe, probe } from "./probe";
import type { Sheet } from "./report";

export type Limits = {
  /** One answer. */
  timeoutMs: number;
  /** A silence worth a comment. */
  silenceMs: number;
  /** From the stop command to the run's end. */
  stopMs: number;
};

export const DEFAULT_LIMITS: Limits = { timeoutMs: 60_000, silenceMs: 20_000, stopMs: 5_000 };

/** What the checks share: whom they look at, how long they wait, and the sheet that they fill in. */
export type Context = {
  target: Target;
  /** Where an HTTP agent reads the message; found out by the first run when nobody said. */
  form: PromptPlace;
  limits: Limits;
  prompt: string;
  token: string;
  signal: AbortSignal;
  sheet: Sheet;
  /** Sessions that were begun at AgentCore, to be ended at the end. */
  sessions: Set<string>;
};

export const newSession = () => randomBytes(32).toString("hex");

export type RunInput = {
  threadId: string;
  runId: string;
  messages: { id: string; role: string; content: string }[];
  tools: [];
  context: [];
  state: Record<string, never>;
  forwardedProps: Record<string, never>;
};

/** A RunAgentInput that says one thing. */
export function runInput(text: string, change: Partial<RunInput> = {}): RunInput {
  return {
    threadId: randomUUID(),
    runId: randomUUID(),
    messages: [{ id: randomUUID(), role: "user", content: text }],
    tools: [],
    context: [],
    state: {},
    forwardedProps: {},
    ...change,
  };
}

type Call = {
  session: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
  onPiece?: (text: string) => void;
};

/** Posts to the agent as AgentCore, or as a client of AgentCore, does. */
export function post(context: Context, body: string, call: Call): Promise<Probe> {
  const { target, token, limits, signal, sessions } = context;
  if (target.kind === "platform") sessions.add(call.session);
  return probe({
    url: target.invokeUrl,
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: target.protocol === "agui" ? "text/event-stream" : HTTP_ACCEPT,
      [SESSION_HEADER]: call.session,
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      ...call.headers,
    },
    body,
    timeoutMs: call.timeoutMs ?? limits.timeoutMs,
    signal,
    onPiece: call.onPiece,
  });
}

/** The body that says something to this agent in its protocol. */
export function bodySaying(context: Context, text: string, change: Partial<RunInput> = {}): string {
  const input = JSON.stringify(runInput(text, change));
  return context.target.protocol === "http" ? httpProtocol(context.form)(input).body : input;
}
