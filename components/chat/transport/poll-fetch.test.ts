import { HttpAgent, type Message } from "@ag-ui/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { THREAD_VIEW_EVENT, type ThreadEvents } from "@/lib/api/contract";
import { after } from "../../ui/after";
import { run, view } from "../turns.fixture";
import { createPollFetch } from "./poll-fetch";
import { GIVE_UP_AFTER, LONGEST_WAIT, RETRY_AFTER, SHORTEST_WAIT } from "./poller";

type Answer = Partial<ThreadEvents> | Response | Error | "hangs";
type Call = { method: string; path: string; body: unknown; at: number };

const THREAD = "/api/threads/t%2F1";
const RUN = "/api/copilotkit/agent/my%20agent/run";
const CONNECT = "/api/copilotkit/agent/default/connect";
const json = (body: unknown, status = 200) => Response.json(body, { status });
const word = (delta: string) => ({ type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta }) as never;
const begin = { type: "TEXT_MESSAGE_START", messageId: "m", role: "assistant" } as never;
const close = { type: "TEXT_MESSAGE_END", messageId: "m" } as never;
const live = { id: "r", status: "running" } as const;
const over = (status: "completed" | "stopped" | "interrupted" | "error") => ({
  run: { id: "r", status },
  view: view({ run: run({ id: "r", status, baseId: "q" }) }),
  done: true,
});

let calls: Call[];
let answers: Answer[];
let started: () => Response;

/** The site: answers in the order that they are laid down, each with a cursor of its own. */
const site = vi.fn(async (url: string, init: RequestInit) => {
  const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : null;
  calls.push({ method: init.method ?? "GET", path: url, body, at: Date.now() });
  if (url.endsWith("/runs")) return started();
  const answer = answers.shift() ?? new Error("nothing laid down");
  if (answer === "hangs")
    return await new Promise<Response>((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  if (answer instanceof Error) throw answer;
  if (answer instanceof Response) return answer;
  return json({ cursor: `c${calls.length}`, run: live, events: [], done: false, ...answer });
});
const pollFetch = createPollFetch({ fetch: site, after });
const ask = (url: string, signal?: AbortSignal) =>
  pollFetch(url, {
    method: "POST",
    body: JSON.stringify({ threadId: "t/1", runId: "r", messages: [], state: {} }),
    ...(signal ? { signal } : {}),
  });

type Event = { type: string; [key: string]: unknown };
/** What a stream says until it ends, with the time running. */
async function said(response: Response): Promise<Event[]> {
  const found: Event[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = (async () => {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
      for (const frame of next.value.split("\n\n").filter(Boolean))
        found.push(JSON.parse(frame.replace(/^data: /, "")) as Event);
  })();
  const guarded = read.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  await vi.advanceTimersByTimeAsync(300_000);
  const failed = await guarded;
  if (failed) throw failed.error;
  return found;
}
const types = (events: Event[]) => events.map(({ type, name }) => (name === THREAD_VIEW_EVENT ? "view" : type));

beforeEach(() => {
  vi.useFakeTimers();
  [calls, answers] = [[], []];
  started = () => json({ runId: "r", cursor: "c0" }, 202);
  site.mockClear();
});
afterEach(() => vi.useRealTimers());

describe("a run that is read bit by bit", () => {
  it("is begun with the whole turn, and is the stream that the server would have sent", async () => {
    answers = [
      { events: [begin, word("he")], view: view({ title: "first" }) },
      {},
      { events: [word("llo"), close], ...over("completed") },
    ];
    const events = await said(await ask(RUN));
    expect(types(events)).toEqual([
      "RUN_STARTED",
      "view",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "view",
      "RUN_FINISHED",
    ]);
    expect(events[0]).toEqual({ type: "RUN_STARTED", threadId: "t/1", runId: "r" });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${THREAD}/runs`,
      `GET ${THREAD}/events?after=c0`,
      `GET ${THREAD}/events?after=c2`,
      `GET ${THREAD}/events?after=c3`,
    ]);
    expect(calls[0]?.body).toEqual({ threadId: "t/1", runId: "r", messages: [], state: {}, agentId: "my agent" });
  });

  it("asks soon while there is news, and ever more rarely while there is none", async () => {
    answers = [
      { events: [begin] },
      {},
      {},
      {},
      {},
      {},
      { events: [word("x")] },
      { events: [close], ...over("completed") },
    ];
    await said(await ask(RUN));
    const waits = calls.slice(1).map((call, index) => call.at - (calls[index]?.at ?? 0));
    expect(waits).toEqual([0, SHORTEST_WAIT, 600, 900, 1_350, LONGEST_WAIT, LONGEST_WAIT, SHORTEST_WAIT]);
  });

  it("that failed ends with the error that the server has of it", async () => {
    answers = [{ events: [begin, word("x"), close], ...over("error") }];
    const events = await said(await ask(RUN));
    expect(events.at(-1)).toEqual({
      type: "RUN_ERROR",
      code: "AGENT_FAILED",
      message: "AGENT_FAILED",
      metadata: { at: "2026-01-02T03:04:05.000Z", awsRequestId: "aws", runId: "r" },
    });
    expect(types(events).at(-2)).toBe("view");
  });

  it("of whose events some are gone is whole all the same", async () => {
    const messages = [{ id: "m", role: "assistant", content: "hello" }] as Message[];
    answers = [{ events: [begin, word("he")] }, { messages, ...over("completed") }];
    expect(types(await said(await ask(RUN))).slice(3)).toEqual([
      "MESSAGES_SNAPSHOT",
      "view",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
  });

  it.each(["stopped", "interrupted"] as const)("that was %s ends as a run, told by its view", async (status) => {
    answers = [{ events: [begin, word("x")], ...over(status) }];
    expect(types(await said(await ask(RUN)))).toEqual([
      "RUN_STARTED",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "view",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
  });

  it("that the site refuses is refused with the site's own answer", async () => {
    started = () => json({ code: "CONFLICT", message: "m", requestId: "q" }, 409);
    const response = await ask(RUN);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "CONFLICT" });
    expect(calls).toHaveLength(1);
  });

  it("that never reaches the site fails as a request does", async () => {
    started = () => {
      throw new TypeError("Failed to fetch");
    };
    await expect(ask(RUN)).rejects.toThrow("Failed to fetch");
  });

  it("loses neither its place nor a word when answers fail to come", async () => {
    const lost = new TypeError("network");
    const page = new Response("<html>bad gateway</html>", { status: 502 });
    answers = [
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
    expect(calls.slice(2, 7).map(({ path }) => path)).toEqual(Array(5).fill(`${THREAD}/events?after=c2`));
    const waits = calls.slice(3, 7).map((call, index) => call.at - (calls[index + 2]?.at ?? 0));
    expect(waits).toEqual([...RETRY_AFTER.slice(0, 3), (RETRY_AFTER[3] ?? 0) + GIVE_UP_AFTER]);
  });

  it("breaks like a connection when the site stays out of reach", async () => {
    answers = [{ events: [begin] }, ...Array.from({ length: 9 }, () => new TypeError("network"))];
    await expect(said(await ask(RUN))).rejects.toThrow(TypeError);
    expect(calls).toHaveLength(2 + RETRY_AFTER.length + 1);
  });

  it("asks no sooner than a site wants that is asked too much", async () => {
    const limited = () => json({ code: "RATE_LIMITED", retryAfter: 12 }, 429);
    answers = [{ events: [begin] }, limited(), { events: [word("a")] }, { events: [close], ...over("completed") }];
    await said(await ask(RUN));
    expect((calls[3]?.at ?? 0) - (calls[2]?.at ?? 0)).toBe(12_000);
  });

  it("ends with the site's refusal when it may not be read any more", async () => {
    answers = [{ events: [begin] }, json({ code: "SIGN_IN_EXPIRED", requestId: "req" }, 401)];
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
    answers = Array.from({ length: 50 }, () => ({}));
    const response = await ask(RUN, page.signal);
    const heard = said(response);
    const failed = expect(heard).rejects.toMatchObject({ name: "AbortError" });
    await vi.advanceTimersByTimeAsync(1_000);
    page.abort();
    const asked = calls.length;
    await failed;
    expect(calls).toHaveLength(asked);
  });

  it("given up while an answer is on its way waits for nothing", async () => {
    const page = new AbortController();
    answers = ["hangs"];
    const heard = said(await ask(RUN, page.signal));
    const failed = expect(heard).rejects.toMatchObject({ name: "AbortError" });
    page.abort();
    await failed;
    expect(calls).toHaveLength(2);
  });

  it("that nobody reads any more asks nothing", async () => {
    answers = Array.from({ length: 50 }, () => ({}));
    const response = await ask(RUN);
    await vi.advanceTimersByTimeAsync(1_000);
    await response.body?.cancel();
    const asked = calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(asked);
  });
});

describe("a conversation that is read bit by bit", () => {
  const messages = [{ id: "q", role: "user", content: "hello" }] as Message[];

  it("at rest is there at once, with one question", async () => {
    answers = [{ messages, state: { tasks: [] }, ...over("completed") }];
    const events = await said(await ask(CONNECT));
    expect(types(events)).toEqual(["RUN_STARTED", "MESSAGES_SNAPSHOT", "STATE_SNAPSHOT", "view", "RUN_FINISHED"]);
    expect(events[1]).toEqual({ type: "MESSAGES_SNAPSHOT", messages });
    expect(events[2]).toEqual({ type: "STATE_SNAPSHOT", snapshot: { tasks: [] } });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET ${THREAD}/events`]);
  });

  it("with an answer under way follows it, and always ends well: the view says how it was", async () => {
    answers = [
      { messages, view: view({ run: run({ id: "r", status: "running", baseId: "q" }) }), events: [begin, word("a")] },
      { events: [word("b")] },
      over("error"),
    ];
    expect(types(await said(await ask(CONNECT)))).toEqual([
      "RUN_STARTED",
      "MESSAGES_SNAPSHOT",
      "STATE_SNAPSHOT",
      "view",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_CONTENT",
      "view",
      "RUN_FINISHED",
    ]);
    expect(calls.map(({ path }) => path)).toEqual([
      `${THREAD}/events`,
      `${THREAD}/events?after=c1`,
      `${THREAD}/events?after=c2`,
    ]);
  });

  it("that does not exist is refused with the site's own answer", async () => {
    answers = [json({ code: "NOT_FOUND", message: "m", requestId: "q" }, 404)];
    expect((await ask(CONNECT)).status).toBe(404);
  });
});

describe("everything else", () => {
  it("passes through", async () => {
    answers = [json({ agents: {} })];
    const response = await pollFetch("/api/copilotkit/info", { headers: { a: "b" } });
    expect(await response.json()).toEqual({ agents: {} });
    expect(site).toHaveBeenCalledWith("/api/copilotkit/info", { headers: { a: "b" } });
  });
});

describe("AG-UI's own client", () => {
  it("takes it for a stream", async () => {
    vi.useRealTimers();
    const quick = createPollFetch({ fetch: site, after: (_ms, work) => after(0, work) });
    const agent = new HttpAgent({ url: RUN, threadId: "t/1", fetch: quick });
    answers = [{ events: [begin, word("he")] }, {}, { events: [word("llo"), close], ...over("completed") }];
    const names: string[] = [];
    agent.subscribe({ onCustomEvent: ({ event }) => void names.push(event.name) });
    await agent.runAgent({ runId: "r" });
    expect(agent.messages.map(({ content }) => content)).toEqual(["hello"]);
    expect(names).toEqual([THREAD_VIEW_EVENT]);
  });
});
