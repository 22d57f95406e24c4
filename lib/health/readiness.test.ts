import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createReadiness } from "./readiness";

const UNREACHABLE = { status: "unavailable", reason: "database-unreachable" };

function asked(migrated: () => Promise<boolean>) {
  const state = { draining: false, asked: 0, changes: [] as unknown[] };
  const readiness = createReadiness({
    draining: () => state.draining,
    migrated: () => {
      state.asked++;
      return migrated();
    },
    changed: (health) => state.changes.push(health.reason ?? health.status),
  });
  return { state, readiness };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("readiness", () => {
  it("is what the database says: up to date, behind, not there", async () => {
    expect(await asked(async () => true).readiness()).toEqual({ status: "ok" });
    expect(await asked(async () => false).readiness()).toEqual({ status: "unavailable", reason: "database-behind" });
    expect(await asked(async () => Promise.reject(new Error("refused"))).readiness()).toEqual(UNREACHABLE);
  });

  it("asks the database once a second, however many ask", async () => {
    const { state, readiness } = asked(async () => true);
    await Promise.all(Array.from({ length: 200 }, () => readiness()));
    expect(state.asked).toBe(1);
    await vi.advanceTimersByTimeAsync(999);
    await readiness();
    expect(state.asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await readiness();
    expect(state.asked).toBe(2);
  });

  it("answers within 3 s when the database does not, has one question on the way, and sees it come back", async () => {
    let release: (ok: boolean) => void = () => undefined;
    const { state, readiness } = asked(() => new Promise((resolve) => (release = resolve)));
    for (let tries = 0; tries < 4; tries++) {
      const answer = readiness();
      await vi.advanceTimersByTimeAsync(3_000);
      await expect(Promise.race([answer, Promise.resolve("still waiting")])).resolves.toEqual(UNREACHABLE);
    }
    expect(state.asked).toBe(1);
    release(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(await readiness()).toEqual({ status: "ok" });
    expect(state.changes).toEqual(["database-unreachable", "ok"]);
  });

  it("tells of changes only", async () => {
    let up = true;
    const { state, readiness } = asked(async () => {
      if (!up) throw new Error("refused");
      return true;
    });
    for (const now of [true, true, false, false, true]) {
      up = now;
      await readiness();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(state.changes).toEqual(["database-unreachable", "ok"]);
  });

  it("ends with the process, whatever was said a moment ago and without asking", async () => {
    const { state, readiness } = asked(async () => true);
    expect(await readiness()).toEqual({ status: "ok" });
    state.draining = true;
    expect(await readiness()).toEqual({ status: "unavailable", reason: "draining" });
    expect(state.asked).toBe(1);
  });
});
