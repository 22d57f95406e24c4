import { randomUUID } from "node:crypto";
import { HttpAgent } from "@ag-ui/client";
import { EventType, type Message } from "@ag-ui/core";
import { createAgentFetch } from "../../lib/agentcore/agent-fetch";
import { newTrace } from "../../lib/agentcore/trace";
import { type ErrorCode, isErrorCode } from "../../lib/errors";
import { withoutOpenCalls } from "./conversation";
import { type Failure, sentenceOf } from "./failure";
import { type Run, type RunResult, SILENCE_MS, stopAtAgent } from "./run";
import { createEventView, interruptsOf } from "./show-events";

/** Says something to an AG-UI agent through the client that the site uses, and shows the run as it comes. */
export async function runAgui(run: Run): Promise<RunResult> {
  const { target, conversation, io, runId } = run;
  const view = createEventView(io);
  let failure: Failure | null = null;
  let detail: string | null = null;
  let abandoned = false;
  let interrupted = false;
  const said: Message = { id: randomUUID(), role: "user", content: run.message };
  const agent = new HttpAgent({
    url: target.invokeUrl,
    threadId: conversation.threadId,
    initialMessages: target.history === "full" ? [...conversation.messages, said] : [said],
    fetch: createAgentFetch({
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
  if (io.signal.aborted) return null;
  await agent.runAgent(
    { runId },
    {
      onEvent: ({ event }) => {
        if (event.type === EventType.RUN_ERROR) failure = failureOf(event);
        if (event.type === EventType.RUN_FINISHED) interrupted = interruptsOf(event).length > 0;
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
    if (!view.hasSpoken() && !failure) view.say(lastWords(agent.messages, said.id));
    view.endLine();
  }
  if (interrupted) return { code: "INTERRUPT_PENDING", awsRequestId: null, detail: null };
  const before = target.history === "full" ? [] : conversation.messages;
  await conversation.keep(withoutOpenCalls([...before, ...agent.messages]));
  return io.signal.aborted ? null : withDetail(failure, detail);
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

function lastWords(messages: readonly Message[], saidId: string): string {
  const after = messages.slice(messages.findIndex(({ id }) => id === saidId) + 1);
  return after
    .flatMap((message) => (message.role === "assistant" && message.content ? [message.content] : []))
    .join("\n\n");
}
