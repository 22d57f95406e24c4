import { randomUUID } from "node:crypto";
import { asc } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { auditEvent } from "../db/safety-schema";
import { share } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { callRoute, type Names, routeHandlers } from "../http/route-table.testing";
import { type Engine, person, SITE, startSite } from "../runs/testing/site";
import { seedMessages, seedThread } from "../threads/testing";

const state = vi.hoisted(() => ({ user: null as unknown }));
vi.mock("../auth/session", () => ({ currentUser: async () => state.user }));
vi.mock("../http/client-address", () => ({ clientAddress: () => "203.0.113.7" }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined, getAll: () => [] }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const { user } = person("a");
const THREAD = "/api/threads/[threadId]";

describe.each(engines)("what people do to their threads, in the trail on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  let handlers: Awaited<ReturnType<typeof routeHandlers>>;
  beforeAll(async () => {
    site = await startSite(engine);
    handlers = await routeHandlers();
  }, 60_000);
  afterEach(() => site.db.delete(auditEvent));
  afterAll(() => site.stop(), 30_000);

  async function aThread(): Promise<string> {
    const threadId = await seedThread(site.db, { userId: user.id, title: "secret title" });
    await seedMessages(site.db, user.id, threadId, [{ user: "secret words" }]);
    return threadId;
  }

  async function call(
    key: string,
    threadId: string,
    given: { body?: unknown; query?: string } = {},
    as: unknown = user,
  ) {
    const handler = handlers.get(key);
    if (!handler) throw new Error(`no handler for ${key}`);
    state.user = as;
    const names: Names = { threadId, runId: randomUUID(), messageId: randomUUID(), sessionId: randomUUID() };
    const one = { title: "", query: () => given.query ?? "", ...("body" in given ? { body: () => given.body } : {}) };
    return await callRoute(handler, key, one, names, SITE);
  }

  const trail = async () => {
    const rows = await site.db.select().from(auditEvent).orderBy(asc(auditEvent.at));
    for (const row of rows) {
      expect(row).toMatchObject({ userId: user.id, address: "203.0.113.7", requestId: expect.any(String) as string });
      expect(JSON.stringify(row)).not.toContain("secret");
    }
    return rows.map(({ kind, subject, detail }) => ({ kind, subject, detail }));
  };

  it("has a deletion and a restoration, each once, however often they are asked for", async () => {
    const threadId = await aThread();
    for (let time = 0; time < 2; time++) await call(`DELETE ${THREAD}`, threadId);
    for (let time = 0; time < 2; time++) await call(`PATCH ${THREAD}`, threadId, { body: { deleted: false } });
    await call(`PATCH ${THREAD}`, threadId, { body: { pinned: true } });
    expect(await trail()).toEqual([
      { kind: "threads-deleted", subject: threadId, detail: { count: 1, all: false } },
      { kind: "thread-restored", subject: threadId, detail: null },
    ]);
  });

  it("has the deletion of all of them as one, and none where there is nothing left", async () => {
    await call("DELETE /api/threads", "");
    await site.db.delete(auditEvent);
    await aThread();
    await aThread();
    for (let time = 0; time < 2; time++) await call("DELETE /api/threads", "");
    expect(await trail()).toEqual([{ kind: "threads-deleted", subject: null, detail: { count: 2, all: true } }]);
  });

  it("names a share by its thread: the address of a share is a key", async () => {
    const threadId = await aThread();
    expect((await call(`POST ${THREAD}/share`, threadId, { body: { expiresInDays: 7 } })).status).toBe(200);
    for (let time = 0; time < 2; time++) await call(`DELETE ${THREAD}/share`, threadId);
    expect(await trail()).toEqual([
      { kind: "share-created", subject: threadId, detail: { expiresInDays: 7 } },
      { kind: "share-revoked", subject: threadId, detail: null },
    ]);
    const [{ id } = { id: "" }] = await site.db.select({ id: share.id }).from(share);
    expect(id).not.toBe("");
    expect(JSON.stringify(await site.db.select().from(auditEvent))).not.toContain(id);
  });

  it("has an export before its first byte is read", async () => {
    await call("DELETE /api/threads", "");
    await site.db.delete(auditEvent);
    const threadId = await aThread();
    await (await call(`GET ${THREAD}/export`, threadId, { query: "format=json" })).body?.cancel();
    await (await call("GET /api/threads/export", "")).body?.cancel();
    expect(await trail()).toEqual([
      { kind: "threads-exported", subject: threadId, detail: { count: 1, all: false, format: "json" } },
      { kind: "threads-exported", subject: null, detail: { count: 1, all: true, format: "md" } },
    ]);
  });

  it("says nothing of what was refused, and of what has no more than nothing in it", async () => {
    const threadId = await aThread();
    const other = person("nobody").user;
    await call(`DELETE ${THREAD}`, threadId, {}, other);
    await call(`PATCH ${THREAD}`, threadId, { body: { deleted: false } }, other);
    await call(`POST ${THREAD}/share`, threadId, { body: { expiresInDays: null } }, other);
    await call(`DELETE ${THREAD}/share`, threadId, {}, other);
    await call(`GET ${THREAD}/export`, threadId, {}, other);
    await call("GET /api/threads/export", "", {}, other);
    await call("DELETE /api/threads", "", {}, other);
    await call(`DELETE ${THREAD}`, threadId, {}, null);
    expect(await trail()).toEqual([]);
  });
});
