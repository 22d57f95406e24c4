import { describe, expect, it } from "vitest";
import { RunRegistry } from "./registry.ts";

describe("RunRegistry", () => {
  it("has one run a thread, and room for the next when it is closed", () => {
    const registry = new RunRegistry();
    const first = registry.begin("t", "r1");
    expect(registry.begin("t", "r2")).toBeUndefined();
    expect(registry.begin("u", "r3")).toBeDefined();
    first?.close();
    expect(registry.begin("t", "r2")).toBeDefined();
    first?.close();
    expect(registry.size).toBe(2);
  });

  it("waits for a run that was ended, not for one that goes on", async () => {
    const registry = new RunRegistry();
    const run = registry.begin("t", "r1");
    await registry.vacated("t", 60_000);
    await registry.vacated("nobody's", 60_000);
    expect(registry.begin("t", "r2")).toBeUndefined();
    registry.stop("t", "r1");
    const vacated = registry.vacated("t", 60_000);
    setTimeout(() => run?.close(), 20);
    await vacated;
    expect(registry.begin("t", "r2")).toBeDefined();
  });

  it("does not wait for ever for a run that does not end", async () => {
    const registry = new RunRegistry();
    registry.begin("t", "r1");
    registry.stop("t");
    await registry.vacated("t", 10);
    expect(registry.begin("t", "r2")).toBeUndefined();
  });
});
