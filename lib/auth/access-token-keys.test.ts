import { eq } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { auditEvent } from "../db/safety-schema";
import { authSession } from "../db/schema";
import { tokensOfASession, userId } from "./access-token.testing";
import { seedSession } from "./testing";
import { openTokens, sealTokens } from "./vault";

vi.setConfig({ testTimeout: 30_000 });

const { at, get, find, newSid } = tokensOfASession();

describe("keys", () => {
  const [newer, older, lost] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const sealedWith = async (key: Uint8Array) =>
    (await openTokens((await find())?.tokens ?? "", at.sid, [key])) !== null;

  it("that are older open, and what they sealed is sealed anew, so that they can be dropped", async () => {
    at.sid = newSid();
    await seedSession(at.db, { sid: at.sid, userId, keys: [older] });
    at.keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a1" });
    expect([await sealedWith(newer), await sealedWith(older)]).toEqual([true, false]);
    // The same tokens: whoever renews them meanwhile is not in anybody's way.
    expect((await find())?.version).toBe(1);
    at.keys = [newer];
    expect(await get()).toEqual({ ok: true, token: "a1" });
  });

  it("seal a renewal with the newest", async () => {
    at.sid = newSid();
    await seedSession(at.db, { sid: at.sid, userId, keys: [older], accessLifeSeconds: -1 });
    at.keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(await sealedWith(newer)).toBe(true);
  });

  const sealed = async (by: Uint8Array, msAgo: number) => {
    at.sid = newSid();
    const id = await seedSession(at.db, { sid: at.sid, userId });
    // Only for the sealing: the embedded database has the same clock.
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() - msAgo);
    const tokens = await sealTokens({ accessToken: "a1", refreshToken: "r1", idpSid: null }, at.sid, [by]);
    clock.mockRestore();
    await store(tokens);
    return id;
  };
  const store = (tokens: string) => at.db.update(authSession).set({ tokens }).where(eq(authSession.sid, at.sid));

  it("that only a newer process has yet sign nobody out: it has them in front before the others know of them", async () => {
    await sealed(older, 86_400_000);
    at.keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a1" });
    // The process that still has the old list.
    at.keys = [older];
    expect(await get()).toEqual({ ok: false, reason: "unavailable" });
    at.keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a1" });
  });

  it("that are first put behind are never missed by anybody", async () => {
    await sealed(older, 0);
    for (at.keys of [
      [older, newer],
      [newer, older],
      [older, newer],
    ])
      expect(await get()).toMatchObject({ ok: true });
  });

  it("that are all lost end the session: its person can only sign in again", async () => {
    const id = await sealed(lost, 3_700_000);
    at.keys = [newer, older];
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(await find()).toBeNull();
    const trail = await at.db.select().from(auditEvent);
    expect(trail.find(({ subject }) => subject === id)).toMatchObject({ detail: { reason: "no-key" } });
  });

  it("never open what no key has sealed: it ends the session", async () => {
    await sealed(older, 0);
    await store("not a token set");
    expect(await get()).toEqual({ ok: false, reason: "expired" });
  });
});
