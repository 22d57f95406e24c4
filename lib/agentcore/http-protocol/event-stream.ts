import { EventType } from "@ag-ui/core";
import { isRecord } from "../../json-text";
import { createAguiPass } from "../agui-protocol";
import { MAX_EVENT_CHARS } from "../event-limits";
import type { AnswerEnd, AnswerReader, Reading } from "../protocol";
import { createFrameReader, type Frame } from "../sse-frames";
import { answerIn, asCodeBlock, errorIn, isNothing, readJson, SHOWN_AS_JSON } from "./json-answer";
import type { Speech } from "./speech";
import { createStrandsEar, isStrandsEvent } from "./strands";
import { finished } from "./whole-answer";

/** Frames that are not understood are kept, should nothing else be said; so many characters of them. */
const MAX_KEPT_CHARS = 64 * 1024;

/** An object in Python's notation, whole or in part: what `repr` makes of an event that JSON has no words for. */
const FOREIGN_OBJECT = /^\{\s*['"].*\}$/s;

/**
 * Reads Server-Sent Events of the HTTP protocol: plain text, JSON strings, Strands events, or JSON answers.
 *
 * Words are said as they come. An answer that is told once more as a whole is left out after its words; frames of no known kind are shown
 * as JSON when there is nothing else, and only noted when there is.
 */
export function createStreamReader(speech: Speech): AnswerReader {
  const frames = createFrameReader();
  const strands = createStrandsEar(speech);
  const unknown = createUnknown();
  /** Set when the stream turns out to be AG-UI, which passes as it is. */
  let agui: ReturnType<typeof createAguiPass> | null = null;
  /** The key whose answers are said: a stream may bring one in many frames, and then again under another key. */
  let answerKey: string | null = null;
  let isPlain = false;

  const string = (text: string) => {
    const value = objectIn(text);
    if (value && isStrandsEvent(value)) strands.hear(value);
    else if (FOREIGN_OBJECT.test(text) && !value) unknown.keep(text);
    else speech.text(text);
  };
  const other = (value: unknown) => {
    const answer = answerIn(value);
    if (!answer) return unknown.keep(value);
    if (speech.saidWords() && answer.key !== answerKey) return;
    answerKey = answer.key;
    speech.text(answer.text);
  };
  /** @returns how the run ends, if this frame ends it */
  const hear = ({ data, event }: Frame): AnswerEnd | null => {
    if (data.length > MAX_EVENT_CHARS) throw new RangeError(`a frame has ${data.length} characters`);
    if (event === "error") return failed(data);
    if (data.trim() === "[DONE]") return { kind: "finished" };
    const value = jsonOf(data);
    if (value === undefined || typeof value === "number" || typeof value === "boolean" || (value === null && isPlain)) {
      isPlain = true;
      string(data);
      return null;
    }
    if (typeof value === "string") string(value);
    else if (errorIn(value) !== null && !answerIn(value)) return failed(data);
    else if (isStrandsEvent(value)) strands.hear(value);
    else if (!isNothing(value)) other(value);
    return null;
  };
  const end = (notes: string[]): Reading & { end: AnswerEnd } => {
    if (!speech.spoke() && unknown.values.length > 0) {
      speech.text(asCodeBlock(unknown.values));
      notes.push(SHOWN_AS_JSON);
    } else if (unknown.count > 0) notes.push(`left out ${unknown.count} frames of no known kind`);
    return finished(speech, notes);
  };

  return {
    push(bytes) {
      const notes: string[] = [];
      const given = frames.push(bytes);
      for (const [index, frame] of given.entries()) {
        if (!agui && !speech.spoke() && isAgui(frame.data)) {
          notes.push('the agent answers in AG-UI: its entry should say protocol "agui"');
          agui = createAguiPass();
        }
        if (agui) {
          const reading = agui.take(given.slice(index).map(({ data }) => data));
          return { ...reading, frames: speech.take() + reading.frames, notes: [...notes, ...reading.notes] };
        }
        const over = hear(frame);
        if (over?.kind === "finished") return end(notes);
        if (over) return { frames: speech.take(), notes, end: over };
      }
      return { frames: speech.take(), notes, end: null };
    },
    close() {
      if (agui) return agui.close(frames.rest());
      const last = frames.unclosed();
      // Many servers leave out the blank line after the last frame; half a JSON text was cut off.
      if (last && /^\s*[{["]/.test(last.data) && jsonOf(last.data) === undefined)
        return { frames: speech.take(), notes: [], end: truncated(last) };
      const over = last ? hear(last) : null;
      return over?.kind === "failed" ? { frames: speech.take(), notes: [], end: over } : end([]);
    },
  };
}

/** What was not understood, to be shown if nothing else is. */
function createUnknown() {
  const values: unknown[] = [];
  let length = 0;
  let count = 0;
  return {
    values,
    get count() {
      return count;
    },
    keep(value: unknown): void {
      count++;
      length += JSON.stringify(value).length;
      if (length <= MAX_KEPT_CHARS) values.push(value);
    },
  };
}

function failed(detail: string): AnswerEnd {
  return { kind: "failed", code: "AGENT_FAILED", detail: `the agent says: ${detail.slice(0, 2000)}`, over: true };
}

function truncated({ data }: Frame): AnswerEnd {
  const detail = `the stream ended ${data.length} characters into a frame`;
  return { kind: "failed", code: "STREAM_TRUNCATED", detail, over: false };
}

/** The value of a frame that is JSON, undefined for one that is plain text. */
function jsonOf(data: string): unknown {
  try {
    return readJson(data);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return undefined;
  }
}

/** An event that was made JSON twice over: once by the agent, once by its server. */
function objectIn(text: string): unknown {
  return /^\s*\{/.test(text) ? jsonOf(text) : undefined;
}

function isAgui(data: string): boolean {
  if (!/"type"\s*:\s*"RUN_(STARTED|ERROR)"/.test(data)) return false;
  const value = jsonOf(data);
  return isRecord(value) && (value.type === EventType.RUN_STARTED || value.type === EventType.RUN_ERROR);
}
