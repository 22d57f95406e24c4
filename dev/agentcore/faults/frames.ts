/** A piece of an answer: a whole event, or something between events (comments, the rest at the end). */
export type Frame = { kind: "event" | "other"; data: Buffer };

const LF = Buffer.from("\n\n");
const CRLF = Buffer.from("\r\n\r\n");

/**
 * Cuts an SSE body into its frames without changing a byte: joined again they are the body.
 * A keep-alive comment is no event and is not counted as one.
 */
export async function* sseFrames(body: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = frameEnd(rest); end > 0; end = frameEnd(rest)) {
      yield asFrame(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  }
  if (rest.length > 0) yield asFrame(rest);
}

/** An answer that is no stream is one event, so that faults which count events have something to count. */
export async function* wholeBody(body: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  yield { kind: "event", data: Buffer.concat(chunks) };
}

function frameEnd(buffer: Buffer): number {
  const ends = [LF, CRLF].map((mark) => [buffer.indexOf(mark), mark.length] as const).filter(([at]) => at >= 0);
  const [first] = ends.sort(([a], [b]) => a - b);
  return first === undefined ? 0 : first[0] + first[1];
}

function asFrame(data: Buffer): Frame {
  return { kind: /^data:/m.test(data.toString("latin1")) ? "event" : "other", data };
}

/** The bytes of one SSE event. */
export function eventFrame(event: Record<string, unknown>): Buffer {
  return Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
}
