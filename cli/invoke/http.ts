import { randomUUID } from "node:crypto";
import { EventType, type Message } from "@ag-ui/core";
import { describeFailure, openStream } from "../../lib/agentcore/open-stream";
import { newTrace } from "../../lib/agentcore/trace";
import { untilAborted } from "../../lib/agentcore/until-aborted";
import { createAnswerReader, promptBody } from "../http-answer";
import { sentenceOf } from "./failure";
import { type Run, type RunResult, SILENCE_MS, stopAtAgent } from "./run";
import { createEventView } from "./show-events";

/** Says something to an HTTP-protocol agent; with `--json` its answer is told in the events that the site makes of it. */
export async function runHttp(run: Run): Promise<RunResult> {
  const { conversation, io, runId } = run;
  const view = createEventView(io);
  const messageId = randomUUID();
  let answer = "";
  const emit = (event: object) => io.out(`${JSON.stringify(event)}\n`);
  const say = (text: string) => {
    if (text === "") return;
    answer += text;
    if (run.json) emit({ type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta: text });
    else view.say(text);
  };
  const ids = { threadId: conversation.threadId, runId };
  if (run.json) {
    emit({ type: EventType.RUN_STARTED, ...ids });
    emit({ type: EventType.TEXT_MESSAGE_START, messageId, role: "assistant" });
  }
  const result = await ask(run, say);
  if (io.signal.aborted || result?.mayRun) await stopAtAgent(run);
  const said: Message = { id: randomUUID(), role: "user", content: run.message };
  const heard: Message[] = answer === "" ? [] : [{ id: messageId, role: "assistant", content: answer }];
  await conversation.keep([...conversation.messages, said, ...heard]);
  if (!run.json) view.endLine();
  else {
    emit({ type: EventType.TEXT_MESSAGE_END, messageId });
    if (!result) emit({ type: EventType.RUN_FINISHED, ...ids });
    else emit({ type: EventType.RUN_ERROR, code: result.code, message: sentenceOf(result.code), metadata: { runId } });
  }
  return io.signal.aborted ? null : result;
}

async function ask(
  run: Run,
  say: (text: string) => void,
): Promise<(NonNullable<RunResult> & { mayRun: boolean }) | null> {
  const { target, conversation, io } = run;
  const silence = new AbortController();
  const signal = AbortSignal.any([io.signal, silence.signal]);
  const watchdog = setTimeout(() => silence.abort(new Error("silence")), SILENCE_MS);
  let awsRequestId: string | null = null;
  try {
    const opened = await openStream({
      url: target.invokeUrl,
      sessionId: conversation.sessionId,
      traceparent: newTrace().traceparent,
      body: promptBody(target.input ?? "prompt", run.message),
      accept: "application/json, text/event-stream",
      signal,
      token: run.token,
    });
    if (!opened.ok) return opened;
    awsRequestId = opened.awsRequestId;
    const reader = createAnswerReader(opened.response.headers.get("content-type") ?? "");
    const body = opened.response.body?.getReader();
    for (
      let next = await body?.read();
      next && !next.done;
      next = await untilAborted(signal, body?.read() ?? never())
    ) {
      watchdog.refresh();
      say(reader.push(next.value));
    }
    say(reader.end().text);
    return null;
  } catch (error) {
    if (io.signal.aborted) return null;
    const code = silence.signal.aborted ? "TIMED_OUT" : "STREAM_TRUNCATED";
    return { code, awsRequestId, detail: describeFailure(error), mayRun: true };
  } finally {
    clearTimeout(watchdog);
  }
}

const never = () => new Promise<never>(() => {});
