import { MAX_EVENT_CHARS } from "../event-limits";
import type { AnswerEnd, AnswerReader, Reading } from "../protocol";
import { answerIn, asCodeBlock, errorIn, isNothing, readJson, SHOWN_AS_JSON } from "./json-answer";
import type { Speech } from "./speech";

const failed = (detail: string): Reading & { end: AnswerEnd } => ({
  frames: "",
  notes: [],
  end: { kind: "failed", code: "AGENT_FAILED", detail, over: true },
});

/** Ends a run that has said something, or says that it has not: an empty answer would look like one that is still to come. */
export function finished(speech: Speech, notes: string[] = []): Reading & { end: AnswerEnd } {
  if (!speech.spoke()) return { ...failed("the answer is empty"), frames: speech.take(), notes };
  speech.finish();
  return { frames: speech.take(), notes, end: { kind: "finished" } };
}

/** Reads an answer that is one JSON text: nothing of it can be said before it is whole. */
export function createJsonReader(speech: Speech): AnswerReader {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let length = 0;
  return {
    push(bytes) {
      const part = decoder.decode(bytes, { stream: true });
      length += part.length;
      if (length > MAX_EVENT_CHARS) throw new RangeError(`the answer has more than ${MAX_EVENT_CHARS} characters`);
      parts.push(part);
      return { frames: "", notes: [], end: null };
    },
    close() {
      const text = parts.join("") + decoder.decode();
      if (text.trim() === "") return failed("the answer is empty");
      let value: unknown;
      try {
        value = readJson(text);
      } catch (error) {
        // The parser's own message quotes what it met.
        return failed(error instanceof RangeError ? error.message : `the answer of ${length} characters is not JSON`);
      }
      const answer = answerIn(value);
      const problem = answer?.text.trim() ? null : errorIn(value);
      if (problem !== null) return failed(`the agent says: ${problem.slice(0, 2000)}`);
      if (answer) speech.text(answer.text);
      if (answer || isNothing(value)) return finished(speech);
      speech.text(asCodeBlock([value]));
      return finished(speech, [SHOWN_AS_JSON]);
    },
  };
}

/** Reads an answer that is plain text: it is said as it comes. */
export function createTextReader(speech: Speech): AnswerReader {
  const decoder = new TextDecoder();
  return {
    push(bytes) {
      speech.text(decoder.decode(bytes, { stream: true }));
      return { frames: speech.take(), notes: [], end: null };
    },
    close() {
      speech.text(decoder.decode());
      return finished(speech);
    },
  };
}
