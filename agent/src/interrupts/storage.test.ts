import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { openStorage } from "./storage.ts";

const log = createLog("silent");
const DAY_MS = 24 * 3600_000;
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storage-"));
});
afterEach(() => rm(folder, { recursive: true }));

const files = async () => (await readdir(join(folder, "interrupts"))).sort();

describe("a folder as session storage", () => {
  it("keeps a text for whoever opens it next", async () => {
    const storage = await openStorage(folder, log);
    expect(await storage.read("k")).toBeUndefined();
    await storage.write("k", "承認");
    await storage.write("k", "承認待ち");
    expect(await (await openStorage(folder, log)).read("k")).toBe("承認待ち");
    expect(await files()).toEqual(["k.json"]);
  });

  it("may not be there yet", async () => {
    const storage = await openStorage(join(folder, "a", "b"), log);
    await storage.write("k", "text");
    expect(await storage.read("k")).toBe("text");
  });

  it("loses what nobody has written for a month, and what a crash left half-written", async () => {
    await (await openStorage(folder, log)).write("young", "1");
    const age = async (name: string, days: number) => {
      await writeFile(join(folder, "interrupts", name), "1");
      const at = new Date(Date.now() - days * DAY_MS);
      await utimes(join(folder, "interrupts", name), at, at);
    };
    await age("old.json", 31);
    await age("kept.json", 29);
    await age("old.json.__strands_tmp_1", 31);
    await (await openStorage(folder, log)).write("new", "1");
    expect(await files()).toEqual(["kept.json", "new.json", "young.json"]);
  });

  it("says so when it cannot be written", async () => {
    await writeFile(join(folder, "interrupts"), "a file in its place");
    await expect((await openStorage(folder, log)).write("k", "1")).rejects.toThrow();
  });
});
