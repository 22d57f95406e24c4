import type { BaseEvent } from "@ag-ui/core";

/** An event of a stream as it came: when, and with what else it carries. */
export type Heard = { at: number; event: BaseEvent & Record<string, unknown> };

/** How a stream was over: its own end, our cut, or a connection that broke. */
export type Over = "ended" | "cut" | "broken";

/** A stream that is being read in the background. */
export type Reading = {
  /** When the request was sent. */
  asked: number;
  status: number;
  /** The body of an HTTP error. */
  refused: { code: string } | null;
  heard: Heard[];
  /** How many bytes have come. */
  bytes: () => number;
  cut: () => void;
  over: Promise<Over>;
  /** Resolves with the first event, heard already or to come, that the test is for. @throws when the stream is over or `ms` have passed without one */
  until: (test: (event: Heard["event"]) => boolean, ms?: number) => Promise<Heard>;
};

/**
 * Sends a request and reads the Server-Sent Events that come back.
 *
 * @param options.cutAt leave after exactly that many bytes, in the middle of a frame or a character if it falls there
 */
export async function readEvents(url: string, init: RequestInit, options: { cutAt?: number } = {}): Promise<Reading> {
  const asked = Date.now();
  const leave = new AbortController();
  const response = await fetch(url, { ...init, signal: leave.signal });
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  let bytes = 0;
  let isOver: Over | undefined;
  const tell = () => {
    for (const look of [...waiting]) look();
  };

  async function read(): Promise<Over> {
    if (!response.body) return "ended";
    const decoder = new TextDecoder();
    const limit = options.cutAt ?? Number.POSITIVE_INFINITY;
    let rest = "";
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        const taken = chunk.subarray(0, limit - bytes);
        bytes += taken.length;
        const frames = (rest + decoder.decode(taken, { stream: true })).split("\n\n");
        rest = frames.pop() ?? "";
        const at = Date.now();
        for (const frame of frames) {
          const data = frame.split("\n").filter((line) => line.startsWith("data:"));
          if (data.length > 0) heard.push({ at, event: JSON.parse(data.map((line) => line.slice(5)).join("\n")) });
        }
        tell();
        if (bytes < limit) continue;
        leave.abort();
        return "cut";
      }
      return "ended";
    } catch {
      return leave.signal.aborted ? "cut" : "broken";
    }
  }

  const refused = response.ok ? null : ((await response.json()) as { code: string });
  const over = refused ? Promise.resolve<Over>("ended") : read();
  void over.then((how) => {
    isOver = how;
    tell();
  });

  return {
    asked,
    status: response.status,
    refused,
    heard,
    bytes: () => bytes,
    cut: () => leave.abort(),
    over,
    until: (test, ms = 30_000) =>
      new Promise((resolve, reject) => {
        const kinds = () => heard.map(({ event }) => event.type).join(" ");
        const done = (end: () => void) => {
          waiting.delete(look);
          clearTimeout(timer);
          end();
        };
        let next = 0;
        const look = () => {
          // Each event once: a test may count.
          let found: Heard | undefined;
          while (!found && next < heard.length) {
            const one = heard[next++];
            if (one && test(one.event)) found = one;
          }
          if (found) return done(() => resolve(found));
          if (isOver) done(() => reject(new Error(`The stream is over (${isOver}) without it: ${kinds()}`)));
        };
        const timer = setTimeout(
          () => done(() => reject(new Error(`Not heard within ${ms} ms; heard: ${kinds()}`))),
          ms,
        );
        waiting.add(look);
        look();
      }),
  };
}
