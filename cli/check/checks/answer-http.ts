import { EventType } from "@ag-ui/core";
import { httpProtocol } from "../../../lib/agentcore/http-protocol/http-protocol";
import { SHOWN_AS_JSON } from "../../../lib/agentcore/http-protocol/json-answer";
import type { Reading } from "../../../lib/agentcore/protocol";
import { createFrameReader } from "../../../lib/agentcore/sse-frames";
import { plainLine } from "../../plain-text";
import type { Context } from "../context";
import { typeOf } from "../probe";
import { readStream } from "../read-stream";
import type { FirstRun } from "./run";
import { checkStreaming } from "./streaming";

/** What an HTTP-protocol agent has answered: type, text as the site reads it, and framing if it streams. */
export function checkHttpAnswer(context: Context, run: FirstRun): void {
  const { sheet, limits } = context;
  const { answer } = run;
  const type = typeOf(answer);
  const isStream = /^text\/event-stream\b/i.test(type);
  if (isStream || /^application\/json\b/i.test(type)) sheet.ok("run.content-type", type);
  else sheet.warn("run.content-type", type || "there is none");
  const { kind, detail } = judgeText(context, run, type);
  sheet[kind]("run.answer", detail);
  if (!isStream) {
    for (const id of ["sse.line-endings", "sse.frames", "sse.streaming", "sse.keep-alive"] as const)
      sheet.unseen(id, "the answer is no event stream");
    return;
  }
  const reading = readStream(answer.text);
  if (reading.lineEndings) sheet.warn("sse.line-endings", reading.lineEndings);
  else sheet.ok("sse.line-endings", "LF");
  if (reading.frames && reading.brokenOff) sheet.fail("sse.frames", reading.frames);
  else sheet.ok("sse.frames", `${reading.data.length} events`);
  checkStreaming(sheet, answer, reading.data.length, limits.silenceMs);
}

/** Whether the site finds an answer in it, and comes to a good end with it. */
function judgeText(
  { form }: Context,
  { answer, input }: FirstRun,
  type: string,
): { kind: "ok" | "warn" | "fail"; detail: string } {
  const reader = httpProtocol(form)(JSON.stringify(input)).reader(type);
  if (!reader) return { kind: "fail", detail: `no client reads an answer of ${type || "no type"}` };
  let readings: Reading[];
  try {
    const pushed = reader.push(new TextEncoder().encode(answer.text));
    readings = pushed.end ? [pushed] : [pushed, reader.close()];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: "fail", detail: error.message };
  }
  const end = readings.at(-1)?.end;
  if (end?.kind === "failed") return { kind: "fail", detail: plainLine(end.detail) };
  const notes = readings.flatMap((reading) => reading.notes);
  if (notes.includes(SHOWN_AS_JSON)) return { kind: "warn", detail: SHOWN_AS_JSON };
  const text = textOf(readings.map(({ frames }) => frames).join(""));
  if (text.trim() === "")
    return { kind: "warn", detail: "the run has no text; give --prompt something that the agent answers" };
  return { kind: "ok", detail: [`${text.length} characters of text`, ...notes].join("; ") };
}

/** The words in AG-UI frames. */
function textOf(frames: string): string {
  return createFrameReader()
    .push(new TextEncoder().encode(frames))
    .map(({ data }) => JSON.parse(data) as { type: string; delta?: string })
    .map(({ type, delta }) => (type === EventType.TEXT_MESSAGE_CONTENT ? (delta ?? "") : ""))
    .join("");
}
