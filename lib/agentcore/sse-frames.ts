/** No single event is this long: an upstream that never ends a frame must not fill our memory. (AgentCore's chunk limit.) */
const MAX_FRAME_CHARS = 10 * 1024 * 1024;

/** `event`: the name that the frame gives itself; AG-UI has none. */
export type Frame = { data: string; event?: string };

/**
 * Cuts a byte stream into whole Server-Sent Events frames (WHATWG HTML §9.2), whatever the line ending.
 *
 * `push` gives the frames that are complete; a half frame stays inside. Comments (keep-alives) give nothing.
 * `rest` is what a stream that ended here left unfinished.
 *
 * @throws RangeError when one frame exceeds 10 MB
 */
export function createFrameReader() {
  const decoder = new TextDecoder();
  // Pieces of the unfinished frame. Joined only when it ends: a long frame in many chunks would else be copied and
  // searched anew with each of them.
  let pieces: string[] = [];
  let length = 0;
  let endsLine = false;
  let carriageReturn = "";
  const restart = (rest: string) => {
    pieces = rest === "" ? [] : [rest];
    length = rest.length;
    endsLine = rest.endsWith("\n");
  };
  return {
    push(bytes: Uint8Array): Frame[] {
      // CRLF may be split between two chunks: a CR at the end waits for what follows.
      const decoded = carriageReturn + decoder.decode(bytes, { stream: true });
      carriageReturn = decoded.endsWith("\r") ? "\r" : "";
      const text = decoded.slice(0, decoded.length - carriageReturn.length).replace(/\r\n?/g, "\n");
      if (text === "") return [];
      const endsFrame = text.includes("\n\n") || (endsLine && text.startsWith("\n"));
      pieces.push(text);
      length += text.length;
      endsLine = text.endsWith("\n");
      if (length > MAX_FRAME_CHARS) throw new RangeError("a frame of the agent's stream exceeds 10 MB");
      if (!endsFrame) return [];
      const frames = pieces.join("").split("\n\n");
      restart(frames.pop() ?? "");
      return frames.flatMap((frame) => frameOf(frame) ?? []);
    },
    rest(): string {
      return pieces.join("").trim();
    },
    /** The unfinished frame as if it were whole: what a stream that needs no end may close with. */
    unclosed: (): Frame | null => frameOf(pieces.join("")),
  };
}

function frameOf(text: string): Frame | null {
  const data = fieldOf(text, "data");
  const event = fieldOf(text, "event");
  if (data === null) return null;
  return event === null ? { data } : { data, event };
}

function fieldOf(frame: string, name: "data" | "event"): string | null {
  const lines = frame.split("\n").filter((line) => line.startsWith(`${name}:`));
  return lines.length === 0 ? null : lines.map((line) => line.slice(name.length + 1).replace(/^ /, "")).join("\n");
}
