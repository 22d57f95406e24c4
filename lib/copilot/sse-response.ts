import type { BaseEvent } from "@ag-ui/core";
import type { Observable, Subscription } from "rxjs";

/** Proxies and load balancers close a connection that is silent for a minute or less. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Streams AG-UI events as Server-Sent Events, with a keep-alive comment whenever nothing else is to be sent.
 *
 * A reader that goes away only unsubscribes: the run behind the events goes on.
 */
export function sseResponse(
  events: Observable<BaseEvent>,
  options: { requestId: string; keepAliveMs?: number },
): Response {
  const encoder = new TextEncoder();
  let subscription: Subscription | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    clearInterval(timer);
    subscription?.unsubscribe();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setInterval(
        () => controller.enqueue(encoder.encode(": keep-alive\n\n")),
        options.keepAliveMs ?? KEEP_ALIVE_MS,
      );
      subscription = events.subscribe({
        next: (event) => controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`)),
        complete: () => {
          clearInterval(timer);
          controller.close();
        },
        error: (error) => {
          clearInterval(timer);
          controller.error(error);
        },
      });
      // A synchronous source completes before `subscription` and the timer are known to `complete`.
      if (subscription.closed) stop();
    },
    cancel: stop,
  });
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
