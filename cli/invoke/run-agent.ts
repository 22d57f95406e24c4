import { randomUUID } from "node:crypto";
import { HttpAgent } from "@ag-ui/client";
import { EventType, type Interrupt, type Message } from "@ag-ui/core";
import { createAgentFetch } from "../../lib/agentcore/agent-fetch";
import { aguiProtocol } from "../../lib/agentcore/agui-protocol";
import { httpProtocol } from "../../lib/agentcore/http-protocol/http-protocol";
import { newTrace } from "../../lib/agentcore/trace";
import { type ErrorCode, isErrorCode } from "../../lib/errors";
import { withoutOpenCalls } from "./conversation";
import { type Failure, sentenceOf } from "./failure";
import { type Run, type RunResult, SILENCE_MS, stopAtAgent } from "./run";
import { createEventView, interruptsOf } from "./show-events";

/** Answers with these came before the agent began: what waited for a decision waits still. */
const NOT_BEGUN: readonly ErrorCode[] = [
  "SIGN_IN_EXPIRED",
  "NOT_ALLOWED",
  "AGENT_NOT_FOUND",
  "BAD_REQUEST",
  "RUN_IN_PROGRESS",
];

/**
 * Says something to an agent, or answers what it asked, through the client that the site uses for either protocol, and shows the run
 * as it comes.
 */
export async function runAgent(run: Run): Promise<RunResult> {
  const { target, conversation, io, runId, input } = run;
  const view = createEventView(io, conversation.messages);
  let failure: Failure | null = null;
  let detail: string | null = null;
  let abandoned = false;
  let waiting: readonly Interrupt[] = [];
  const sent = messagesFor(run);
  const agent = new HttpAgent({
    url: target.invokeUrl,
    threadId: conversation.threadId,
    initialMessages: sent,
    initialState: conversation.state,
    fetch: createAgentFetch({
      protocol: target.protocol === "http" ? httpProtocol(target.input ?? "prompt") : aguiProtocol,
      sessionId: conversation.sessionId,
      runId,
      trace: newTrace(),
      token: run.token,
      sentence: sentenceOf,
      silenceMs: SILENCE_MS,
      note: (entry) => {
        if (entry.code) detail = entry.detail;
      },
      abandoned: () => {
        abandoned = true;
      },
    }),
  });
  const stop = () => agent.abortRun();
  io.signal.addEventListener("abort", stop, { once: true });
  if (io.signal.aborted) return { failure: null, waiting };
  const asked = conversation.waiting;
  // Before it is sent: an answer that got there, though its run broke off, must not be given a second time.
  if (input.kind === "decision") await conversation.keep({ waiting: [] });
  await agent.runAgent(
    { runId, ...(input.kind === "decision" ? { resume: input.resume } : {}) },
    {
      onEvent: ({ event }) => {
        if (event.type === EventType.RUN_ERROR) failure = failureOf(event);
        if (event.type === EventType.RUN_FINISHED) waiting = interruptsOf(event);
        if (run.json) io.out(`${JSON.stringify(event)}\n`);
        else view.show(event);
      },
      onRunFailed: ({ error }) => {
        // Events in an order that AG-UI does not know, for instance: the client gives up, the agent may go on.
        failure ??= { code: "AGENT_FAILED", awsRequestId: null, detail: error.message };
        abandoned = true;
        // Its types leave it out, but so it is told not to print and throw the error as well.
        return { stopPropagation: true } as object;
      },
    },
  );
  io.signal.removeEventListener("abort", stop);
  if (io.signal.aborted || abandoned) await stopAtAgent(run);
  if (!run.json) {
    // Some agents give their answer only as the whole conversation at the end.
    if (!view.hasSpoken() && !failure) view.say(lastWords(agent.messages, sent.at(-1)?.id));
    view.endLine();
  }
  const ended = withDetail(failure, detail);
  if (ended && input.kind === "decision" && NOT_BEGUN.includes(ended.code)) await conversation.keep({ waiting: asked });
  else {
    const before = target.history === "full" ? [] : conversation.messages;
    const messages = [...before, ...agent.messages];
    await conversation.keep({
      messages: waiting.length > 0 ? messages : withoutOpenCalls(messages),
      state: agent.state,
      waiting,
    });
  }
  return io.signal.aborted ? { failure: null, waiting: [] } : { failure: ended, waiting };
}

/** What the agent is sent: all that it has to know, and a new message if there is one. */
function messagesFor({ target, conversation, input }: Run): Message[] {
  const keepsItself = target.history === "last";
  if (input.kind === "decision") return keepsItself ? [] : [...conversation.messages];
  const said: Message = { id: randomUUID(), role: "user", content: input.text };
  return keepsItself ? [said] : [...withoutOpenCalls(conversation.messages), said];
}

function failureOf(event: object): Failure {
  const { code, metadata } = event as { code?: unknown; metadata?: { awsRequestId?: unknown } };
  const known: ErrorCode = isErrorCode(code) ? code : "AGENT_FAILED";
  const id = metadata?.awsRequestId;
  return { code: known, awsRequestId: typeof id === "string" ? id : null, detail: null };
}

function withDetail(failure: Failure | null, detail: string | null): Failure | null {
  return failure && { ...failure, detail: failure.detail ?? detail };
}

function lastWords(messages: readonly Message[], sentId: string | undefined): string {
  const after = messages.slice(messages.findIndex(({ id }) => id === sentId) + 1);
  return after
    .flatMap((message) => (message.role === "assistant" && message.content ? [message.content] : []))
    .join("\n\n");
}
