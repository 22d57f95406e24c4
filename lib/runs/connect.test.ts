import { randomUUID } from "node:crypto";
import { type BaseEvent, EventType } from "@ag-ui/core";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { run } from "../db/schema";
import { seedMessages, seedRun, seedThread } from "../threads/testing";
import { connect } from "./connect";
import { releaseReaders } from "./nudge";
import { formatCursor, readEvents } from "./read-events";
import { appendEvents } from "./run-store";
import { startSite } from "./testing/site";

const userId = "auth0|a";
let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite("embedded");
}, 60_000);
afterAll(() => site.stop());
afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("agentcore-chat.nudges")];
});

/** A thread in which another process writes an answer. */
async function answering() {
  const threadId = await seedThread(site.db, { userId });
  const [baseMessageId = ""] = await seedMessages(site.db, userId, threadId, [{ user: "q" }]);
  const runId = await seedRun(site.db, { userId, threadId });
  await site.db.update(run).set({ baseMessageId }).where(eq(run.id, runId));
  const write = (seq: number, value: string) =>
    appendEvents(
      site.db,
      { runId, owner: "test" },
      { seq, events: [{ type: EventType.CUSTOM, name: "n", value } as BaseEvent] },
    );
  return { threadId, runId, write };
}

async function open(threadId: string): Promise<AsyncGenerator<BaseEvent>> {
  const events = await connect({ userId, threadId });
  if (!events) throw new Error("no such thread");
  return events;
}

async function typesOf(events: AsyncGenerator<BaseEvent>): Promise<string[]> {
  const types: string[] = [];
  for await (const event of events) types.push(event.type);
  return types;
}

const STORED = ["RUN_STARTED", "MESSAGES_SNAPSHOT", "STATE_SNAPSHOT", "CUSTOM"];

describe("a reader of a running answer", () => {
  it("gets the log at its own pace, however much is in it", async () => {
    const { threadId, write } = await answering();
    const events = await open(threadId);
    for (let seq = 1; seq <= 120; seq++) await write(seq, String(seq));
    const values: unknown[] = [];
    for (let at = 0; at < 124; at++) values.push((await events.next()).value?.value);
    expect(values.slice(4)).toEqual(Array.from({ length: 120 }, (_, at) => String(at + 1)));
    await events.return(undefined);
  });

  it.each(["before", "after"])("is let go without an end when the process goes: begun %s that", async (when) => {
    const { threadId } = await answering();
    if (when === "after") releaseReaders();
    const from = Date.now();
    const types = typesOf(await open(threadId));
    if (when === "before") setTimeout(releaseReaders, 50);
    // No RUN_FINISHED: the browser connects again, to a process that stays.
    expect(await types).toEqual(STORED);
    expect(Date.now() - from).toBeLessThan(2_000);
  });

  it("stays when the process goes but lets this answer end", async () => {
    const { threadId, runId, write } = await answering();
    const events = await open(threadId);
    for (let at = 0; at < STORED.length; at++) await events.next();
    releaseReaders((staying) => staying === runId);
    await write(1, "said after that");
    expect((await events.next()).value).toMatchObject({ value: "said after that" });
    releaseReaders();
    expect((await events.next()).done).toBe(true);
  });
});

describe("a connection that has lasted as long as a run may", () => {
  it("ends in order, with nothing open and a view that has the answer as running: the reader connects again", async () => {
    const { threadId, runId } = await answering();
    site.configure({ RUN_MAX_MS: "400" });
    const start = { type: EventType.TEXT_MESSAGE_START, messageId: "m", role: "assistant" } as BaseEvent;
    const call = { type: EventType.TOOL_CALL_START, toolCallId: "c", toolCallName: "t" } as BaseEvent;
    await appendEvents(site.db, { runId, owner: "test" }, { seq: 2, events: [start, call] });
    const from = Date.now();
    const events: (BaseEvent & { value?: { run?: unknown } })[] = [];
    for await (const event of await open(threadId)) events.push(event);
    site.configure({});
    expect(Date.now() - from).toBeGreaterThan(350);
    expect(events.map(({ type }) => type)).toEqual([
      ...STORED,
      "TEXT_MESSAGE_START",
      "TOOL_CALL_START",
      "TEXT_MESSAGE_END",
      "TOOL_CALL_END",
      "RUN_FINISHED",
    ]);
    expect(events[3]?.value?.run).toMatchObject({ id: runId, status: "running" });
  });
});

describe("a run that is asked for by its id", () => {
  it("is there from its beginning, and not there for another thread, another person, or as long as it has not begun", async () => {
    const { threadId, runId, write } = await answering();
    await write(1, "first");
    const other = await answering();
    const read = (asked: object) => readEvents(site.db, { userId, threadId, after: null, run: runId, ...asked });
    expect(await read({})).toMatchObject({
      cursor: formatCursor({ runId, seq: 1 }),
      run: { id: runId, status: "running" },
      events: [{ value: "first" }],
      view: { run: { id: runId } },
      done: false,
    });
    expect(await read({ threadId: other.threadId })).toBeNull();
    expect(await read({ userId: "auth0|b" })).toBeNull();
    expect(await read({ run: randomUUID() })).toBeNull();
    expect(await read({ threadId: randomUUID() })).toBeNull();
  });
});

describe("a cursor that is none", () => {
  it.each([
    `${"-".repeat(36)}.1`,
    "-",
    "",
    "x.1",
    `${randomUUID().toUpperCase()}.1`,
    `${randomUUID()}.`,
    `${randomUUID()}.1e9`,
    `${randomUUID()}.0000000001`,
  ])("begins anew: %j", async (after) => {
    const { threadId, runId } = await answering();
    expect(await readEvents(site.db, { userId, threadId, after })).toMatchObject({
      cursor: formatCursor({ runId, seq: 0 }),
      messages: [{ content: "q" }],
    });
  });
});
