import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvent } from "../db/safety-schema";
import type { TestDatabase } from "../db/testing";
import { log } from "../log";
import { engines } from "../threads/testing";
import { type AuditRecord, recordAudit } from "./record";

const event: AuditRecord = {
  kind: "share-created",
  userId: "auth0|a",
  subject: "thread",
  address: "203.0.113.7",
  requestId: "r1",
  detail: { count: 2 },
};

describe.each(engines)("the trail on $engine", ({ open, available }) => {
  let database: TestDatabase;
  const info = vi.spyOn(log, "info");
  beforeAll(async () => {
    if (available) database = await open();
  }, 60_000);
  beforeEach(async () => {
    info.mockReset();
    if (available) await database.db.delete(auditEvent);
  });
  afterAll(async () => {
    if (available) await database.drop();
  });
  const when = it.runIf(available);
  const stored = () => database.db.select().from(auditEvent);

  when("says who did what to what, when and from where, in a row and in a line of the log", async () => {
    await recordAudit(database.db, event);
    const [row] = await stored();
    expect(row).toMatchObject(event);
    expect(Math.abs(Date.now() - Number(row?.at))).toBeLessThan(60_000);
    expect(info).toHaveBeenCalledWith({ event: "audit", auditId: row?.id, ...event }, "audit");
  });

  when("takes whatever the world sends as a line that is not too long", async () => {
    const long = `\0${"x".repeat(1_000_000)}`;
    const cut = `${"x".repeat(199)}\ud83d\ude00`;
    const detail = { [long]: long, ...Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`k${index}`, 1])) };
    await recordAudit(database.db, { ...event, userId: long, address: cut, subject: "\ud83d", requestId: "", detail });
    const [row] = await stored();
    expect(row).toMatchObject({ userId: "x".repeat(199), subject: "\ufffd", requestId: null });
    expect(row?.address).toBe(`${"x".repeat(199)}\ufffd`);
    expect(Object.keys(row?.detail ?? {})).toHaveLength(10);
    expect(JSON.stringify(row).length).toBeLessThan(1_500);
  });

  when("keeps an e-mail address that is somebody's id out of the log, but not out of the trail", async () => {
    await recordAudit(database.db, { ...event, userId: "samlp|corp|jane@example.com" });
    expect((await stored())[0]?.userId).toBe("samlp|corp|jane@example.com");
    expect(JSON.stringify(info.mock.calls)).not.toContain("jane");
  });

  when("fails nothing when it cannot be written, and says so with the line that was to be", async () => {
    const error = vi.spyOn(log, "error").mockReturnValue();
    const broken = vi.spyOn(database.db, "insert").mockImplementation(() => {
      throw new Error("the database is down");
    });
    await expect(recordAudit(database.db, event)).resolves.toBeUndefined();
    broken.mockRestore();
    expect(info).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ event: "audit", kind: event.kind }),
      expect.any(String),
    );
    error.mockRestore();
  });
});
