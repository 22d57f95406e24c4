import type { BaseEvent } from "@ag-ui/core";
import { isObservable, type Observable, type Subscription } from "rxjs";
import { log } from "../log";

/** Proxies and load balancers close a connection that is silent for a minute or less. */
const KEEP_ALIVE_MS = 15_000;
/** So much may wait for a reader of a source that does not wait; then the reader is let go. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** So much is fetched ahead from a source that waits. */
const AHEAD_BYTES = 64 * 1024;

type Options = {
  requestId: string;
  keepAliveMs?: number;
  /** What the stream must not outlive: watched while it is open, with the last event to send when that is over. */
  within?: { watch: (over: () => void) => () => void; lastEvent: () => BaseEvent };
};
type Controller = ReadableStreamDefaultController<Uint8Array>;

const encoder = new TextEncoder();
const size = (chunk: Uint8Array) => chunk.byteLength;

/**
 * Streams AG-UI events as Server-Sent Events, with a keep-alive comment whenever nothing else is to be sent.
 *
 * A reader that goes away only ends the reading: the run behind the events goes on. A generator is asked for no more than
 * is taken. An Observable does not wait: a reader that stays too far behind it is cut off, so that memory does not grow with
 * the answer; the browser then connects again and reads on at its own pace. A stream whose session ends is ended with it,
 * whatever is still to come.
 */
export function sseResponse(events: Observable<BaseEvent> | AsyncGenerator<BaseEvent>, options: Options): Response {
  const body = isObservable(events) ? pushed(events, options) : pulled(events, options);
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform keeps proxies from compressing, X-Accel-Buffering nginx from collecting, the words.
      "cache-control": "private, no-cache, no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
      "x-request-id": options.requestId,
    },
  });
}

function pushed(events: Observable<BaseEvent>, options: Options): ReadableStream<Uint8Array> {
  let subscription: Subscription | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let unwatch: (() => void) | undefined;
  let over = false;
  const stop = () => {
    over = true;
    clearInterval(timer);
    unwatch?.();
    subscription?.unsubscribe();
  };
  const start = (controller: Controller) => {
    timer = keepAlive(controller, options);
    unwatch = watch(controller, options, stop);
    const fail = (error: unknown) => {
      stop();
      breakOff(controller, error, options);
    };
    subscription = events.subscribe({
      next: (event) => {
        if (over) return;
        // What is thrown out of here would end the process: nobody is there to catch it.
        try {
          if (!hasRoom(controller)) throw new Error("the reader is too slow");
          controller.enqueue(frameOf(event));
        } catch (error) {
          fail(error);
        }
      },
      complete: () => {
        if (over) return;
        stop();
        controller.close();
      },
      error: fail,
    });
    // A synchronous source is over before `stop` knows the subscription.
    if (over) stop();
  };
  return new ReadableStream({ start, cancel: stop }, { highWaterMark: MAX_UNREAD_BYTES, size });
}

function pulled(events: AsyncGenerator<BaseEvent>, options: Options): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setInterval> | undefined;
  let unwatch: (() => void) | undefined;
  let over = false;
  const stop = async () => {
    over = true;
    clearInterval(timer);
    unwatch?.();
    await events.return(undefined);
  };
  const pull = async (controller: Controller) => {
    try {
      const { done, value } = await events.next();
      if (over) return;
      if (!done) return controller.enqueue(frameOf(value));
      await stop();
      controller.close();
    } catch (error) {
      if (over) return;
      breakOff(controller, error, options);
      await stop();
    }
  };
  const start = (controller: Controller) => {
    timer = keepAlive(controller, options);
    // Not waited for: a generator that waits for its next event ends after it.
    unwatch = watch(controller, options, () => void stop().catch(() => undefined));
  };
  return new ReadableStream({ start, pull, cancel: stop }, { highWaterMark: AHEAD_BYTES, size });
}

function frameOf(event: BaseEvent): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
}

function hasRoom(controller: Controller): boolean {
  return (controller.desiredSize ?? 0) > 0;
}

function keepAlive(controller: Controller, { keepAliveMs = KEEP_ALIVE_MS }: Options): ReturnType<typeof setInterval> {
  return setInterval(() => {
    if (hasRoom(controller)) controller.enqueue(encoder.encode(": keep-alive\n\n"));
  }, keepAliveMs);
}

/** Ends the stream in good order, behind whatever waits to be read, when what it must not outlive is over. */
function watch(controller: Controller, { within }: Options, stop: () => void): (() => void) | undefined {
  return within?.watch(() => {
    stop();
    controller.enqueue(frameOf(within.lastEvent()));
    controller.close();
  });
}

/** Drops what waits and the connection. Next closes it without a word for this name; other errors it prints whole. */
function breakOff(controller: Controller, error: unknown, { requestId }: Options): void {
  log.warn({ err: error, requestId }, "an event stream was broken off");
  controller.error(new DOMException("the event stream was broken off", "AbortError"));
}
