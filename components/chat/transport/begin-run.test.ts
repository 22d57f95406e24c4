import { describe, expect, it, vi } from "vitest";
import { after as wait } from "../../ui/after";
import { createPollFetch } from "./poll-fetch";
import { ask, begin, close, json, over, RUN, said, site, THREAD, types, web, word } from "./poll-fetch.fixture";
import { SHORTEST_WAIT } from "./poller";

const LOOK = `${THREAD}/events?run=r`;
const notThere = () => json({ code: "NOT_FOUND", message: "m", requestId: "q" }, 404);
const never = () => new Promise<Response>(() => undefined);

/** A host that answers the beginning of a run when that is over, or in its own way. */
function held(answer: () => Promise<Response>) {
  const pollFetch = createPollFetch({
    fetch: (url, init) => (url.endsWith("/runs") ? answer() : site(url, init)),
    after: wait,
  });
  const body = JSON.stringify({ threadId: "t/1", runId: "r", messages: [], state: {} });
  return (signal?: AbortSignal) => pollFetch(RUN, { method: "POST", body, ...(signal ? { signal } : {}) });
}
/** Waits for what a call gives, with the time running. */
async function given<T>(call: Promise<T>): Promise<T> {
  const guarded = call.then((value) => ({ value })).catch((error: unknown) => ({ error }));
  await vi.advanceTimersByTimeAsync(60_000);
  const result = await guarded;
  if ("error" in result) throw result.error;
  return result.value;
}

describe("where the request that starts a run is answered when it is over", () => {
  it("the run is read as soon as it can be seen, each of its words once", async () => {
    web.answers = [notThere(), { events: [begin, word("he")] }, { events: [word("llo"), close], ...over("completed") }];
    const events = await said(await given(held(never)()));
    expect(types(events)).toEqual([
      "RUN_STARTED",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "view",
      "RUN_FINISHED",
    ]);
    expect(web.calls.map(({ path }) => path)).toEqual([LOOK, LOOK, `${THREAD}/events?after=c2`]);
  });

  it("a short one is over at the first look, and nothing more is asked", async () => {
    web.answers = [{ events: [begin, word("hi"), close], ...over("completed") }];
    expect(types(await said(await given(held(never)()))).at(-1)).toBe("RUN_FINISHED");
    expect(web.calls.map(({ path }) => path)).toEqual([LOOK]);
  });

  it.each([
    ["cuts the request", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["puts a page of its own in its place", async () => new Response("<h1>Gateway Timeout</h1>", { status: 504 })],
  ])("a host that %s later changes nothing", async (_, cut) => {
    web.answers = [{ events: [begin, word("a")] }, {}, { events: [word("b"), close], ...over("completed") }];
    const late = () => new Promise<void>((resolve) => void wait(SHORTEST_WAIT * 2, resolve)).then(cut);
    const events = await said(await given(held(late)()));
    expect(events.flatMap(({ delta }) => (delta ? [delta] : []))).toEqual(["a", "b"]);
    expect(types(events).at(-1)).toBe("RUN_FINISHED");
  });

  it("a host that answers in the site's place before the run was seen is a lost connection: the server's copy decides", async () => {
    web.answers = Array.from({ length: 9 }, notThere);
    const late = () =>
      new Promise<Response>((resolve) => void wait(3_000, () => resolve(new Response("<h1>", { status: 504 }))));
    await expect(given(held(late)())).rejects.toThrow(TypeError);
    const asked = web.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(web.calls).toHaveLength(asked);
  });

  it("a refusal comes through as it is, also a late one and a host's own of what was sent", async () => {
    web.answers = Array.from({ length: 9 }, notThere);
    const late = () =>
      new Promise<Response>((resolve) => void wait(2_000, () => resolve(json({ code: "RATE_LIMITED" }, 429))));
    expect((await given(held(late)())).status).toBe(429);
    const tooLarge = async () => new Response("Request Entity Too Large", { status: 413 });
    expect((await given(held(tooLarge)())).status).toBe(413);
  });

  it("a look that fails, or tells of something else than this run, says nothing", async () => {
    web.answers = [
      new TypeError("network"),
      json({ code: "INTERNAL" }, 500),
      new Response("<h1>One moment</h1>"),
      { run: null, done: true },
      { ...over("completed"), run: { id: "before", status: "completed" } },
      { ...over("completed") },
    ];
    expect(types(await said(await given(held(never)()))).at(-1)).toBe("RUN_FINISHED");
  });
});

it("where it is answered at once, the run is not looked for", async () => {
  web.answers = [{ events: [begin, word("a"), close], ...over("completed") }];
  await said(await ask(RUN));
  expect(web.calls.map(({ path }) => path)).toEqual([`${THREAD}/runs`, `${THREAD}/events?after=c0`]);
});
