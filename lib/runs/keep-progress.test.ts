import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { thread } from "../db/schema";
import { instanceId } from "./instance";
import { keepProgress } from "./keep-progress";
import type { LogWriter } from "./log-writer";
import { startRunning } from "./testing/running";
import { startSite } from "./testing/site";

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite("embedded");
});
afterAll(() => site.stop());

it("leaves the thread alone while its agent says nothing new", async () => {
  const { browser, runId, answer, events } = await startRunning(site);
  const { threadId } = browser;
  const covered = { seq: 5, folded: { messages: [{ id: answer.id, role: "assistant", content: "seen" }], state: {} } };
  const writer = { flush: async () => undefined, covered: () => covered, isWritten: () => true };
  const place = { userId: "auth0|a", threadId, runId, baseMessageId: browser.lastId() ?? "" };
  const lost = vi.fn();
  const keep = (kept: number) => {
    const lease = { runId, owner: instanceId() };
    return keepProgress({ db: site.db, lease, place, writer: writer as unknown as LogWriter, kept, lost });
  };
  const row = async () => (await site.db.select().from(thread).where(eq(thread.id, threadId)))[0];

  expect(await keep(0)).toBe(5);
  const before = await row();
  expect(before?.headMessageId).toBe(answer.id);
  expect(await keep(5)).toBe(5);
  expect(await row()).toEqual(before);
  covered.seq = 6;
  expect(await keep(5)).toBe(6);
  expect((await row())?.stateVersion).toBe((before?.stateVersion ?? 0) + 1);
  expect(lost).not.toHaveBeenCalled();
  answer.end();
  await events;
  expect(await keep(6)).toBe(6);
  covered.seq = 7;
  expect(await keep(6)).toBe(6);
  expect(lost).toHaveBeenCalledOnce();
});
