import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedTestDatabase, hasPostgres, postgresTestDatabase, type TestDatabase } from "../db/testing";
import { findLiveSession, insertSession, replaceTokens, revokeSession } from "./sessions";

const now = new Date("2030-01-01T00:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const row = (sid: string, userId = "auth0|a") => ({
  sid,
  userId,
  name: "A",
  email: null,
  tokens: "sealed",
  accessExp: later(60),
  absoluteExp: later(3600),
});
const engines = [
  { engine: "embedded", open: embeddedTestDatabase, available: true },
  { engine: "postgres", open: postgresTestDatabase, available: await hasPostgres() },
];

describe.each(engines)("sessions on $engine", ({ open, available }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    if (available) database = await open();
  }, 60_000);
  afterAll(async () => {
    if (available) await database.drop();
  });

  it.runIf(available)("finds a live session for its own person only", async () => {
    await insertSession(database.db, row("s1"));
    expect(await findLiveSession(database.db, { sid: "s1", userId: "auth0|a", now })).toMatchObject({
      sid: "s1",
      version: 1,
    });
    expect(await findLiveSession(database.db, { sid: "s1", userId: "auth0|b", now })).toBeNull();
    expect(await findLiveSession(database.db, { sid: "nope", userId: "auth0|a", now })).toBeNull();
  });

  it.runIf(available)("is over at the end of its absolute lifetime, to the second", async () => {
    await insertSession(database.db, row("s2"));
    expect(await findLiveSession(database.db, { sid: "s2", userId: "auth0|a", now: later(3599) })).not.toBeNull();
    expect(await findLiveSession(database.db, { sid: "s2", userId: "auth0|a", now: later(3600) })).toBeNull();
  });

  it.runIf(available)("lets one of two renewals win, and nobody but the owner renew", async () => {
    await insertSession(database.db, row("s3"));
    const renew = (tokens: string, userId = "auth0|a") =>
      replaceTokens(database.db, { sid: "s3", userId, version: 1, tokens, accessExp: later(900) });
    expect(await renew("theft", "auth0|b")).toBe(false);
    const outcome = await Promise.all([renew("first"), renew("second")]);
    expect(outcome.filter(Boolean)).toHaveLength(1);
    const found = await findLiveSession(database.db, { sid: "s3", userId: "auth0|a", now });
    expect(found?.version).toBe(2);
    expect(found?.tokens).toBe(outcome[0] ? "first" : "second");
  });

  it.runIf(available)("ends at once when revoked, keeps no tokens, and cannot be renewed back to life", async () => {
    await insertSession(database.db, row("s4"));
    expect(await revokeSession(database.db, { sid: "s4", userId: "auth0|b", now })).toBe(false);
    expect(await revokeSession(database.db, { sid: "s4", userId: "auth0|a", now })).toBe(true);
    expect(await revokeSession(database.db, { sid: "s4", userId: "auth0|a", now })).toBe(false);
    expect(await findLiveSession(database.db, { sid: "s4", userId: "auth0|a", now })).toBeNull();
    expect(
      await replaceTokens(database.db, {
        sid: "s4",
        userId: "auth0|a",
        version: 1,
        tokens: "again",
        accessExp: later(1),
      }),
    ).toBe(false);
  });
});
