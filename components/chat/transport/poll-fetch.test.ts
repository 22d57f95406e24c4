import { HttpAgent, type Message } from "@ag-ui/client";
import { describe, expect, it, vi } from "vitest";
import { THREAD_VIEW_EVENT } from "@/lib/api/contract";
import { after } from "../../ui/after";
import { run, view } from "../turns.fixture";
import { createPollFetch } from "./poll-fetch";
import {
  ask,
  begin,
  CONNECT,
  close,
  json,
  over,
  pollFetch,
  RUN,
  said,
  site,
  THREAD,
  types,
  web,
  word,
} from "./poll-fetch.fixture";
import { LONGEST_WAIT, SHORTEST_WAIT } from "./poller";

describe("a run that is read bit by bit", () => {
  it("is begun with the whole turn, and is the stream that the server would have sent", async () => {
    web.answers = [
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
    expect(web.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${THREAD}/runs`,
      `GET ${THREAD}/events?after=c0`,
      `GET ${THREAD}/events?after=c2`,
      `GET ${THREAD}/events?after=c3`,
    ]);
    expect(web.calls[0]?.body).toEqual({ threadId: "t/1", runId: "r", messages: [], state: {}, agentId: "my agent" });
  });

  it("asks soon while there is news, and ever more rarely while there is none", async () => {
    web.answers = [
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
    const waits = web.calls.slice(1).map((call, index) => call.at - (web.calls[index]?.at ?? 0));
    expect(waits).toEqual([0, SHORTEST_WAIT, 600, 900, 1_350, LONGEST_WAIT, LONGEST_WAIT, SHORTEST_WAIT]);
  });

  it("that failed ends with the error that the server has of it", async () => {
    web.answers = [{ events: [begin, word("x"), close], ...over("error") }];
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
    web.answers = [{ events: [begin, word("he")] }, { messages, ...over("completed") }];
    expect(types(await said(await ask(RUN))).slice(3)).toEqual([
      "MESSAGES_SNAPSHOT",
      "view",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
  });

  it.each(["stopped", "interrupted"] as const)("that was %s ends as a run, told by its view", async (status) => {
    web.answers = [{ events: [begin, word("x")], ...over(status) }];
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
    web.started = () => json({ code: "CONFLICT", message: "m", requestId: "q" }, 409);
    const response = await ask(RUN);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "CONFLICT" });
    expect(web.calls).toHaveLength(1);
  });

  it("that never reaches the site fails as a request does", async () => {
    web.started = () => {
      throw new TypeError("Failed to fetch");
    };
    await expect(ask(RUN)).rejects.toThrow("Failed to fetch");
  });
});

describe("a conversation that is read bit by bit", () => {
  const messages = [{ id: "q", role: "user", content: "hello" }] as Message[];

  it("at rest is there at once, with one question", async () => {
    web.answers = [{ messages, state: { tasks: [] }, ...over("completed") }];
    const events = await said(await ask(CONNECT));
    expect(types(events)).toEqual(["RUN_STARTED", "MESSAGES_SNAPSHOT", "STATE_SNAPSHOT", "view", "RUN_FINISHED"]);
    expect(events[1]).toEqual({ type: "MESSAGES_SNAPSHOT", messages });
    expect(events[2]).toEqual({ type: "STATE_SNAPSHOT", snapshot: { tasks: [] } });
    expect(web.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET ${THREAD}/events`]);
  });

  it("with an answer under way follows it, and always ends well: the view says how it was", async () => {
    web.answers = [
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
    expect(web.calls.map(({ path }) => path)).toEqual([
      `${THREAD}/events`,
      `${THREAD}/events?after=c1`,
      `${THREAD}/events?after=c2`,
    ]);
  });

  it("that does not exist is refused with the site's own answer", async () => {
    web.answers = [json({ code: "NOT_FOUND", message: "m", requestId: "q" }, 404)];
    expect((await ask(CONNECT)).status).toBe(404);
  });
});

describe("everything else", () => {
  it("passes through", async () => {
    web.answers = [json({ agents: {} })];
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
    web.answers = [{ events: [begin, word("he")] }, {}, { events: [word("llo"), close], ...over("completed") }];
    const names: string[] = [];
    agent.subscribe({ onCustomEvent: ({ event }) => void names.push(event.name) });
    await agent.runAgent({ runId: "r" });
    expect(agent.messages.map(({ content }) => content)).toEqual(["hello"]);
    expect(names).toEqual([THREAD_VIEW_EVENT]);
  });
});
