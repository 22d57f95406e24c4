import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadKeys } from "./keys";
import { createStateFile } from "./state-file";
import { openStore, type Store } from "./store";
import { temporaryDirectory } from "./testing/flows";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let path: string;
let opened: Store[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
  path = join(directory.path, "store.json");
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.map((store) => store.flush()));
  opened = [];
  await directory.remove();
});

const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

async function open(overlapMs = 0, onDamaged: (keptAs: string) => void = () => {}): Promise<Store> {
  const store = await openStore({ path, overlapMs: () => overlapMs, onDamaged, onWriteError: () => {} });
  opened.push(store);
  return store;
}

describe("the store", () => {
  it("finds by id, session uid and user code, also after being opened again", async () => {
    const store = await open();
    await store.adapter("Session").upsert("s1", { uid: "u1", accountId: "a" }, 60);
    await store.adapter("DeviceCode").upsert("d1", { userCode: "ABCD" }, 60);
    await store.flush();
    for (const each of [store, await open()]) {
      expect(await each.adapter("Session").find("s1")).toMatchObject({ uid: "u1" });
      expect(await each.adapter("Session").findByUid("u1")).toMatchObject({ accountId: "a" });
      expect(await each.adapter("DeviceCode").findByUserCode("ABCD")).toMatchObject({ userCode: "ABCD" });
      expect(await each.adapter("Session").find("d1")).toBeUndefined();
    }
  });

  it("hands out copies, so that nobody changes what is stored by changing what was found", async () => {
    const sessions = (await open()).adapter("Session");
    const payload = { uid: "u1", authorizations: { site: { sid: "one" } } };
    await sessions.upsert("s1", payload, 60);
    payload.authorizations.site.sid = "two";
    const found = await sessions.find("s1");
    if (found?.authorizations?.site) found.authorizations.site.sid = "three";
    expect((await sessions.find("s1"))?.authorizations).toEqual({ site: { sid: "one" } });
  });

  it("forgets what has expired, in memory and in the file", async () => {
    const store = await open();
    await store.adapter("Session").upsert("short", { uid: "u1" }, 10);
    await store.adapter("Session").upsert("long", { uid: "u2" }, 1000);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
    expect(await store.adapter("Session").find("short")).toBeUndefined();
    expect(await store.adapter("Session").findByUid("u1")).toBeUndefined();
    await store.flush();
    const text = await readFile(path, "utf8");
    expect(text).toContain("long");
    expect(text).not.toContain("short");
  });

  it("ends everything that rests on a grant when a code is exchanged twice", async () => {
    const store = await open();
    await store.adapter("Grant").upsert("g1", { accountId: "a" }, 60);
    await store.adapter("RefreshToken").upsert("r1", { grantId: "g1", rotations: 0 }, 60);
    await store.adapter("AuthorizationCode").upsert("c1", { grantId: "g1" }, 60);
    await store.adapter("AuthorizationCode").consume("c1");
    await expect(store.adapter("AuthorizationCode").consume("c1")).rejects.toMatchObject({ error: "invalid_grant" });
    expect(await store.adapter("RefreshToken").find("r1")).toBeUndefined();
    expect(await store.adapter("Grant").find("g1")).toBeUndefined();
  });

  it("lets one of two exchanges through that both found the token unspent, and ends the family", async () => {
    const store = await open();
    const tokens = store.adapter("RefreshToken");
    await store.adapter("Grant").upsert("g1", { accountId: "a" }, 60);
    await tokens.upsert("r1", { grantId: "g1", rotations: 0 }, 60);
    for (const found of await Promise.all([tokens.find("r1"), tokens.find("r1")])) {
      expect(found).not.toHaveProperty("consumed");
    }
    const outcomes = await Promise.allSettled([tokens.consume("r1"), tokens.consume("r1")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await store.adapter("Grant").find("g1")).toBeUndefined();
  });

  it("does not let reuse within the overlap prolong the overlap", async () => {
    const tokens = (await open(1_000)).adapter("RefreshToken");
    await tokens.upsert("r1", { grantId: "g1", rotations: 0 }, 3600);
    await tokens.consume("r1");
    const start = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: start + 900 });
    expect(await tokens.find("r1")).not.toHaveProperty("consumed");
    await tokens.consume("r1");
    vi.setSystemTime(start + 1_100);
    expect(await tokens.find("r1")).toHaveProperty("consumed");
  });
});

describe("its file", () => {
  it("is readable by its owner only, and no temporary file stays", async () => {
    await writeFile(`${path}.tmp`, "left by a crash", { mode: 0o644 });
    const store = await open();
    await store.adapter("Session").upsert("s1", { uid: "u1" }, 60);
    await store.flush();
    expect(await mode(path)).toBe("600");
    expect(await readdir(directory.path)).toEqual(["store.json"]);
  });

  it("is written by itself soon after a change", async () => {
    const store = await open();
    await store.adapter("Session").upsert("s1", { uid: "soon" }, 60);
    await vi.waitFor(async () => expect(await readFile(path, "utf8")).toContain("soon"), { timeout: 5_000 });
  });

  it.each(["{", "[]", '{"version":2,"models":{}}'])("is set aside when it is damaged: %s", async (text) => {
    await writeFile(path, text);
    const damaged = vi.fn();
    const store = await open(0, damaged);
    expect(await store.adapter("Session").find("s1")).toBeUndefined();
    const keptAs = damaged.mock.calls[0]?.[0];
    expect(await readFile(keptAs, "utf8")).toBe(text);
  });

  it("shares a write among those who wait for one, and misses no change", async () => {
    let state = 0;
    const serialise = vi.fn(() => String(state));
    const file = createStateFile(path, serialise, () => {});
    const writes = Array.from({ length: 20 }, (_, index) => {
      state = index + 1;
      file.touch();
      return file.flush();
    });
    await Promise.all(writes);
    expect(await readFile(path, "utf8")).toBe("20");
    expect(serialise.mock.calls.length).toBeLessThan(5);
  });

  it("tries again after a write failed", async () => {
    const blocked = join(directory.path, "missing", "store.json");
    const file = createStateFile(
      blocked,
      () => "state",
      () => {},
    );
    file.touch();
    await expect(file.flush()).rejects.toMatchObject({ code: "ENOENT" });
    await mkdir(join(directory.path, "missing"));
    await file.flush();
    expect(await readFile(blocked, "utf8")).toBe("state");
  });
});

describe("the keys", () => {
  it("are made once, for their owner only", async () => {
    const first = await loadKeys(directory.path);
    expect(first.signing).toMatchObject({ kty: "RSA", alg: "RS256", use: "sig" });
    expect(await loadKeys(directory.path)).toEqual(first);
    expect(await mode(join(directory.path, "keys.json"))).toBe("600");
  });

  it("are not silently replaced when their file is damaged", async () => {
    const file = join(directory.path, "keys.json");
    for (const text of ["{", "{}", '{"signing":{"kty":"RSA"},"cookies":[]}']) {
      await writeFile(file, text);
      await expect(loadKeys(directory.path)).rejects.toThrow(`${file} is damaged`);
    }
  });
});
