import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { TestDatabase } from "@/lib/db/testing";
import { embeddedTestDatabase } from "@/lib/db/testing";
import { deleteThreads } from "@/lib/threads/delete-threads";
import { revokeShare, shareThread } from "@/lib/threads/share";
import { seedMessages, seedThread } from "@/lib/threads/testing";
import SharePage, { generateMetadata } from "./page";

const state = vi.hoisted(() => ({
  user: null as { id: string } | null,
  sharePublic: false,
  db: null as unknown,
  visits: { left: 100 },
}));
vi.mock("next/headers", () => ({ headers: async () => new Headers() }));
vi.mock("@/lib/limits/count", () => ({
  countVisit: async () => (state.visits.left-- > 0 ? { ok: true } : { ok: false, code: "RATE_LIMITED", retryAfter: 3 }),
}));
vi.mock("@/lib/auth/session", () => ({ currentUser: async () => state.user }));
vi.mock("@/lib/config", () => ({ getConfig: () => ({ sharePublic: state.sharePublic, agents: [] }) }));
vi.mock("@/lib/db/client", () => ({ database: async () => state.db }));
vi.mock("next-intl/server", () => ({ getLocale: async () => "en", getTranslations: async () => (key: string) => key }));
vi.mock("@/components/share/share-view", () => ({ ShareView: () => null }));

const a = { id: "auth0|a" };
const reader = { id: "auth0|reader" };
let database: TestDatabase;
let threadId: string;
let id: string;

beforeAll(async () => {
  database = await embeddedTestDatabase();
  state.db = database.db;
}, 60_000);
afterAll(() => database.drop());
beforeEach(async () => {
  [state.user, state.sharePublic, state.visits.left] = [reader, false, 100];
  threadId = await seedThread(database.db, { userId: a.id, title: "Trip" });
  await seedMessages(database.db, a.id, threadId, [{ user: "q" }]);
  const shared = await shareThread(database.db, { userId: a.id, threadId, expiresInDays: null });
  id = (shared.ok && shared.share?.id) || "";
});

const params = (shareId: string) => ({ params: Promise.resolve({ shareId }) });
/** Where the page leads: its props, or the digest of what Next does instead. */
const open = async (shareId: string) => {
  try {
    return ((await SharePage(params(shareId))) as { props: Record<string, unknown> }).props;
  } catch (error) {
    return (error as { digest?: string }).digest;
  }
};
const MISSING = "NEXT_HTTP_ERROR_FALLBACK;404";

describe("the page of a share", () => {
  it("shows a signed-in colleague the snapshot, and nothing else of the thread", async () => {
    expect(await open(id)).toEqual({
      title: "Trip",
      agentName: "helper",
      sharedAt: expect.any(String) as string,
      messages: [{ role: "user", text: "q", tools: [] }],
    });
    expect(await generateMetadata(params(id))).toMatchObject({
      title: "Trip",
      robots: { index: false, follow: false },
      referrer: "no-referrer",
    });
  });

  it("is the same missing page for what is missing, revoked, deleted and nonsense", async () => {
    await revokeShare(database.db, { userId: a.id, threadId });
    const other = await seedThread(database.db, { userId: a.id });
    await seedMessages(database.db, a.id, other, [{ user: "q" }]);
    const shared = await shareThread(database.db, { userId: a.id, threadId: other, expiresInDays: null });
    await deleteThreads(database.db, { userId: a.id, threadId: other });
    const gone = (shared.ok && shared.share?.id) || "";
    for (const shareId of [id, gone, "A".repeat(22), "", "../x", "%00", threadId, randomUUID()]) {
      expect(await open(shareId), shareId).toBe(MISSING);
      expect((await generateMetadata(params(shareId))).title, shareId).toBeUndefined();
    }
  });

  it("sends who is not signed in to sign in and back here, whether or not there is something", async () => {
    state.user = null;
    expect(await open(id)).toContain(`/signin?callbackUrl=%2Fshare%2F${id};`);
    expect(await open("A".repeat(22))).toContain(`/signin?callbackUrl=%2Fshare%2F${"A".repeat(22)};`);
    expect(await open("//evil.example")).toContain("/signin?callbackUrl=%2F;");
    expect((await generateMetadata(params(id))).title).toBeUndefined();
  });

  it("is for everybody where the site says so", async () => {
    [state.user, state.sharePublic] = [null, true];
    expect(await open(id)).toMatchObject({ title: "Trip" });
    expect(await open("A".repeat(22))).toBe(MISSING);
  });

  it("does not let an address without a sign-in try out ids, nor hold up people who are signed in", async () => {
    [state.user, state.sharePublic, state.visits.left] = [null, true, 1];
    expect(await open("A".repeat(22))).toBe(MISSING);
    for (const shareId of [id, "A".repeat(22)]) expect(await open(shareId)).toEqual({});
    expect((await generateMetadata(params(id))).title).toBeUndefined();
    state.user = reader;
    expect(await open(id)).toMatchObject({ title: "Trip" });
  });
});
