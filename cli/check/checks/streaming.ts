import type { Answer } from "../probe";
import type { Sheet } from "../report";

/** Answers of fewer events say nothing about buffering. */
const FEW = 3;
/** Events within this time came at once; if that was only after a wait, they were held back. */
const AT_ONCE_MS = 20;
const WAIT_MS = 250;

/** Whether events came as they arose, and whether silences were bridged. */
export function checkStreaming(sheet: Sheet, answer: Answer, events: number, silenceMs: number) {
  const first = answer.pieces[0]?.at ?? answer.endedAt;
  const last = answer.pieces.at(-1)?.at ?? answer.endedAt;
  const held = events >= FEW && last - first < AT_ONCE_MS && first > WAIT_MS;
  if (held) sheet.fail("sse.streaming", `all ${events} events came at once, after ${Math.round(first)} ms`);
  else if (last - first < AT_ONCE_MS) sheet.unseen("sse.streaming", `the whole answer took ${Math.ceil(last)} ms`);
  else
    sheet.ok(
      "sse.streaming",
      `the first of ${events} events after ${Math.ceil(first)} ms, the last after ${Math.ceil(last)} ms`,
    );

  // Silence is what such an answer consists of, and has been told.
  if (held) return sheet.unseen("sse.keep-alive", "the events are held back");
  const moments = [0, ...answer.pieces.map(({ at }) => at), answer.endedAt];
  const longest = Math.max(...moments.map((at, index) => at - (moments[index - 1] ?? 0)));
  if (longest >= silenceMs) {
    sheet.warn("sse.keep-alive", `nothing came for ${(longest / 1000).toFixed(1)} s, not even a comment`);
  } else if (/^:/m.test(answer.text)) sheet.ok("sse.keep-alive", "there are comments in the stream");
  else sheet.unseen("sse.keep-alive", `no silence was longer than ${(longest / 1000).toFixed(1)} s`);
}
