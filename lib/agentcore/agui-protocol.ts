import { createEventGuard } from "./event-guard";
import { type AgentProtocol, type AnswerEnd, type AnswerReader, isEventStream, type Reading } from "./protocol";
import { createFrameReader } from "./sse-frames";

/** The AGUI protocol: the input goes along as it is, and the answer is a stream of AG-UI events. */
export const aguiProtocol: AgentProtocol = (input) => ({
  body: input,
  accept: "text/event-stream",
  reader: (contentType) => (isEventStream(contentType) ? createAguiReader() : null),
});

function createAguiReader(): AnswerReader {
  const frames = createFrameReader();
  const pass = createAguiPass();
  return {
    push: (bytes) => pass.take(frames.push(bytes).map((frame) => frame.data)),
    close: () => pass.close(frames.rest()),
  };
}

/** Passes on what the guard lets through of the events of one run. */
export function createAguiPass() {
  const judge = createEventGuard();
  /** The end that is sent should the run not go on after all. */
  let paused: string | null = null;
  return {
    take(data: readonly string[]): Reading {
      const reading: Reading = { frames: "", notes: [], end: null };
      for (const event of data) {
        const verdict = judge(event);
        if (verdict.kind === "skip" && verdict.note) reading.notes.push(verdict.note);
        if (verdict.kind === "error") {
          const { code, detail, over } = verdict;
          return { ...reading, end: { kind: "failed", code, detail, over } };
        }
        if (verdict.kind === "pause") paused = event;
        if (verdict.kind === "resume") paused = null;
        if (verdict.kind !== "pass") continue;
        reading.frames += `data: ${event}\n\n`;
        if (verdict.terminal) return { ...reading, end: { kind: "finished" } };
      }
      return reading;
    },
    /** @param rest what the stream has left unfinished */
    close(rest: string): Reading & { end: AnswerEnd } {
      if (paused !== null && rest === "")
        return { frames: `data: ${paused}\n\n`, notes: [], end: { kind: "finished" } };
      const detail = rest
        ? `the stream ended ${rest.length} characters into a frame`
        : "the stream ended before the run did";
      return { frames: "", notes: [], end: { kind: "failed", code: "STREAM_TRUNCATED", detail, over: false } };
    },
  };
}
