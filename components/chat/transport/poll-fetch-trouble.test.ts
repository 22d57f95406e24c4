import { describe, expect, it, vi } from "vitest";
import { ask, begin, close, json, over, RUN, said, THREAD, web, word } from "./poll-fetch.fixture";
import { GIVE_UP_AFTER, RETRY_AFTER } from "./poller";

describe("a run that is read bit by bit where something goes wrong", () => {
  it("loses neither its place nor a word when answers fail to come", async () => {
    const lost = new TypeError("network");
    const page = new Response("<html>bad gateway</html>", { status: 502 });
    web.answers = [
      { events: [begin, word("a")] },
      lost,
      page,
      json({ code: "INTERNAL" }, 500),
      "hangs",
      { events: [word("b")] },
      lost,
      { events: [close], ...over("completed") },
    ];
    const events = await said(await ask(RUN));
    expect(events.flatMap(({ delta }) => (delta ? [delta] : []))).toEqual(["a", "b"]);
    expect(web.calls.slice(2, 7).map(({ path }) => path)).toEqual(Array(5).fill(`${THREAD}/events?after=c2`));
    const waits = web.calls.slice(3, 7).map((call, index) => call.at - (web.calls[index + 2]?.at ?? 0));
    expect(waits).toEqual([...RETRY_AFTER.slice(0, 3), (RETRY_AFTER[3] ?? 0) + GIVE_UP_AFTER]);
  });

  it("breaks like a connection when the site stays out of reach", async () => {
    web.answers = [{ events: [begin] }, ...Array.from({ length: 9 }, () => new TypeError("network"))];
    await expect(said(await ask(RUN))).rejects.toThrow(TypeError);
    expect(web.calls).toHaveLength(2 + RETRY_AFTER.length + 1);
  });

  it("asks no sooner than a site wants that is asked too much", async () => {
    const limited = () => json({ code: "RATE_LIMITED", retryAfter: 12 }, 429);
    web.answers = [{ events: [begin] }, limited(), { events: [word("a")] }, { events: [close], ...over("completed") }];
    await said(await ask(RUN));
    expect((web.calls[3]?.at ?? 0) - (web.calls[2]?.at ?? 0)).toBe(12_000);
  });

  it("ends with the site's refusal when it may not be read any more", async () => {
    web.answers = [{ events: [begin] }, json({ code: "SIGN_IN_EXPIRED", requestId: "req" }, 401)];
    const events = await said(await ask(RUN));
    expect(events.at(-1)).toEqual({
      type: "RUN_ERROR",
      code: "SIGN_IN_EXPIRED",
      message: "SIGN_IN_EXPIRED",
      metadata: { requestId: "req" },
    });
  });

  it("asks nothing any more once the page has given it up, and says so as fetch does", async () => {
    const page = new AbortController();
    web.answers = Array.from({ length: 50 }, () => ({}));
    const response = await ask(RUN, page.signal);
    const heard = said(response);
    const failed = expect(heard).rejects.toMatchObject({ name: "AbortError" });
    await vi.advanceTimersByTimeAsync(1_000);
    page.abort();
    const asked = web.calls.length;
    await failed;
    expect(web.calls).toHaveLength(asked);
  });

  it("given up while an answer is on its way waits for nothing", async () => {
    const page = new AbortController();
    web.answers = ["hangs"];
    const heard = said(await ask(RUN, page.signal));
    const failed = expect(heard).rejects.toMatchObject({ name: "AbortError" });
    page.abort();
    await failed;
    expect(web.calls).toHaveLength(2);
  });

  it("that nobody reads any more asks nothing", async () => {
    web.answers = Array.from({ length: 50 }, () => ({}));
    const response = await ask(RUN);
    await vi.advanceTimersByTimeAsync(1_000);
    await response.body?.cancel();
    const asked = web.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(web.calls).toHaveLength(asked);
  });
});
