import { createAnswerReader } from "../../http-answer";
import type { Context } from "../context";
import { typeOf } from "../probe";
import { readStream } from "../read-stream";
import type { FirstRun } from "./run";
import { checkStreaming } from "./streaming";

/** What an HTTP-protocol agent has answered: type, text, and framing if it streams. */
export function checkHttpAnswer({ sheet, limits }: Context, { answer }: FirstRun): void {
  const type = typeOf(answer);
  const isStream = /^text\/event-stream\b/i.test(type);
  if (isStream || /^application\/json\b/i.test(type)) sheet.ok("run.content-type", type);
  else sheet.warn("run.content-type", type || "there is none");
  const reader = createAnswerReader(type);
  const streamed = reader.push(new TextEncoder().encode(answer.text));
  const rest = reader.end();
  const text = streamed + rest.text;
  if (rest.known && text.trim() !== "") sheet.ok("run.answer", `${text.length} characters of text`);
  else if (text.trim() === "") sheet.fail("run.answer", "there is no text in the answer");
  else sheet.warn("run.answer", "no text is where clients look for it; sites show the whole as formatted JSON");
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
