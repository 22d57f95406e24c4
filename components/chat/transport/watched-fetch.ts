type FetchLike = (url: string, init: RequestInit) => Promise<Response>;
type Ports = { fetch: FetchLike; after: (ms: number, work: () => void) => () => void };

/** The server sends a comment every 15 s when it has nothing else to say: three of them are missing. */
export const SILENT_FOR = 45_000;

/**
 * A `fetch` for streams that never end by themselves when the connection dies without a word (a laptop that slept, a
 * network that was changed): an answer of which no byte comes for `SILENT_FOR` ms ends like a broken connection.
 */
export function createWatchedFetch(ports: Ports): FetchLike {
  return async (url, init) => {
    const response = await ports.fetch(url, init);
    const isStream = response.headers.get("content-type")?.includes("text/event-stream");
    if (!response.body || !isStream) return response;
    const { status, statusText, headers } = response;
    return new Response(watched(response.body, ports.after), { status, statusText, headers });
  };
}

function watched(body: ReadableStream<Uint8Array>, after: Ports["after"]): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let cancelTimer = () => {};
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let silent = false;
      cancelTimer = after(SILENT_FOR, () => {
        silent = true;
        const reason = new TypeError(`No byte for ${SILENT_FOR} ms`);
        controller.error(reason);
        // Ends the request too: a browser has six of them for a site.
        void reader.cancel(reason).catch(() => undefined);
      });
      try {
        const { done, value } = await reader.read();
        if (silent) return;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (!silent) controller.error(error);
      } finally {
        cancelTimer();
      }
    },
    cancel: async (reason) => {
      cancelTimer();
      await reader.cancel(reason);
    },
  });
}
