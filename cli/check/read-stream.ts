import { createFrameReader } from "../../lib/agentcore/sse-frames";
import { isJsonText } from "../../lib/json-text";

export type StreamReading = {
  /** The data of each event, repaired where what was meant is plain. */
  data: string[];
  /** Null when lines end as they should. */
  lineEndings: string | null;
  /** Null when every frame is whole. */
  frames: string | null;
  /** The stream breaks off inside an event, so that its end was never seen. */
  brokenOff: boolean;
};

/**
 * Reads an event stream as strictly as the clients do, and as kindly as it takes to look at the events themselves: one fault in the
 * framing is told once, and not again by each check that follows.
 */
export function readStream(text: string): StreamReading {
  const reader = createFrameReader();
  const frames = reader.push(new TextEncoder().encode(text)).map(({ data }) => data);
  const rest = reader.rest();
  const problems: string[] = [];
  const data = frames.flatMap((frame) => {
    const lines = frame.split("\n");
    if (lines.length < 2 || isJsonText(frame) || !lines.every(isJsonText)) return [frame];
    problems.push("two events have no blank line between them");
    return lines;
  });
  const stray = text.split(/\r?\n/).find((line) => line.startsWith("{") || line.startsWith("["));
  if (stray !== undefined) problems.push("there are lines of JSON without `data:`");
  let brokenOff = false;
  // A comment may be the last thing; nobody waits for its end.
  if (rest !== "" && !rest.split("\n").every((line) => line.startsWith(":"))) {
    const last = /^data: ?(.*)$/.exec(rest)?.[1];
    if (last !== undefined && isJsonText(last)) {
      problems.push("the last event has no blank line behind it");
      data.push(last);
    } else if (stray === undefined) {
      problems.push(`the stream breaks off ${rest.length} characters into an event`);
      brokenOff = true;
    }
  }
  return {
    data,
    lineEndings: text.includes("\r") ? "lines end in CRLF" : null,
    frames: problems[0] ?? null,
    brokenOff,
  };
}
