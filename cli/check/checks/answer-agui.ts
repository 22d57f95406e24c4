import { randomUUID } from "node:crypto";
import { type BaseEvent, EventType } from "@ag-ui/core";
import { plainLine } from "../../plain-text";
import { judgeEvents } from "../agui-events";
import type { CheckId } from "../catalogue";
import { type Context, post, runInput } from "../context";
import { typeOf } from "../probe";
import { readStream } from "../read-stream";
import type { FirstRun } from "./run";
import { checkStreaming } from "./streaming";

const EVENT_IDS: readonly CheckId[] = [
  "events.json",
  "events.types",
  "events.fields",
  "events.order",
  "events.end",
  "events.ids",
];

type Said = BaseEvent & {
  messageId?: string;
  delta?: string;
  threadId?: string;
  runId?: string;
  code?: string;
  message?: string;
};

/** What an AG-UI agent has answered: type, framing, events, their order and their ids. */
export async function checkAguiAnswer(context: Context, run: FirstRun): Promise<void> {
  const { sheet, limits } = context;
  const { answer } = run;
  const type = typeOf(answer);
  if (!/^text\/event-stream\b/i.test(type)) {
    sheet.fail("run.content-type", type || "there is none");
    for (const id of [
      ...EVENT_IDS,
      "run.answer",
      "sse.line-endings",
      "sse.frames",
      "sse.streaming",
      "sse.keep-alive",
    ] as const)
      sheet.unseen(id, "the answer is not called an event stream");
    return;
  }
  sheet.ok("run.content-type", type);
  const reading = readStream(answer.text);
  if (reading.lineEndings) sheet.fail("sse.line-endings", reading.lineEndings);
  else sheet.ok("sse.line-endings", "LF");
  if (reading.frames) sheet.fail("sse.frames", reading.frames);
  else sheet.ok("sse.frames", `${reading.data.length} events`);
  checkStreaming(sheet, answer, reading.data.length, limits.silenceMs);
  if (reading.brokenOff || (reading.frames && reading.data.length === 0)) {
    for (const id of [...EVENT_IDS, "run.answer"] as const) sheet.unseen(id, "the stream cannot be read to its end");
    return;
  }
  const { events, problems } = judgeEvents(reading.data);
  const good = {
    json: "each is JSON with a type",
    types: "all known",
    fields: "all valid",
    order: "as verifyEvents has it",
  };
  for (const [kind, detail] of Object.entries({ ...good, end: `ends with ${events.at(-1)?.type}` })) {
    const id = `events.${kind}` as keyof typeof good extends string ? CheckId : never;
    const problem = problems[kind as keyof typeof problems];
    if (problem) sheet.fail(id, problem);
    else sheet.ok(id, detail);
  }
  checkOutcome(context, events);
  await checkIds(context, run, events as Said[]);
}

function checkOutcome({ sheet }: Context, events: readonly Said[]): void {
  const error = events.find(({ type }) => type === EventType.RUN_ERROR);
  if (error) {
    sheet.fail("run.answer", `the run ended in RUN_ERROR ${plainLine(`${error.code ?? ""} ${error.message ?? ""}`)}`);
    return;
  }
  const text = events
    .map(({ type, delta }) => (/^TEXT_MESSAGE_(CONTENT|CHUNK)$/.test(type) ? (delta ?? "") : ""))
    .join("");
  if (text.trim() !== "") sheet.ok("run.answer", `${text.length} characters of text`);
  else sheet.warn("run.answer", "the run has no text; give --prompt something that the agent answers");
}

/** A second message on the same thread, as a client that keeps the history sends it. */
async function checkIds(context: Context, { input, session }: FirstRun, events: readonly Said[]): Promise<void> {
  const { sheet } = context;
  const alien = events.find(
    ({ type, threadId, runId }) =>
      (type === EventType.RUN_STARTED || type === EventType.RUN_FINISHED) &&
      (threadId !== input.threadId || runId !== input.runId),
  );
  if (alien) return sheet.fail("events.ids", `${alien.type} does not carry the threadId and runId of the input`);
  const first = messageIds(events);
  const text = events.map(({ delta, type }) => (type === EventType.TEXT_MESSAGE_CONTENT ? (delta ?? "") : "")).join("");
  const [id] = first;
  const heard = id === undefined ? [] : [{ id, role: "assistant", content: text }];
  const again = runInput(context.prompt, { threadId: input.threadId });
  const messages = [
    ...input.messages,
    ...heard,
    ...again.messages.map((message) => ({ ...message, id: randomUUID() })),
  ];
  const result = await post(context, JSON.stringify({ ...again, messages }), { session });
  if (result.kind === "none" || result.status !== 200)
    return sheet.unseen("events.ids", "a second message on the same thread got no answer");
  const second = messageIds(judgeEvents(readStream(result.text).data).events as Said[]);
  const repeated = [...second].find((one) => first.has(one));
  if (repeated !== undefined)
    sheet.fail("events.ids", `the second answer has the first one's messageId ${plainLine(repeated, 60)}`);
  else sheet.ok("events.ids", "the input's own; new message ids in a second run");
}

function messageIds(events: readonly Said[]): Set<string> {
  const starts = events.filter(({ type }) => /^TEXT_MESSAGE_(START|CHUNK)$/.test(type));
  return new Set(starts.flatMap(({ messageId }) => messageId ?? []));
}
