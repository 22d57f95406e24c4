import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { takeLock } from "./embedded-lock";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  path = join(folder, "db.lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

const own = () => {
  const lock = takeLock(path);
  const written = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  if (lock.ok) lock.release();
  return written;
};

/** A process that has ended: its pid is certainly nobody's for the moment. */
const deadPid = () =>
  new Promise<number>((resolve) => {
    const child = spawn(process.execPath, ["-e", ""]);
    child.on("exit", () => resolve(child.pid ?? 0));
  });

describe("takeLock", () => {
  it("is taken once, names its holder to the next, and is free after release", () => {
    const first = takeLock(path);
    expect(first.ok).toBe(true);
    expect(takeLock(path)).toMatchObject({ ok: false, holder: { pid: process.pid, host: hostname() } });
    if (first.ok) first.release();
    expect(existsSync(path)).toBe(false);
    expect(takeLock(path).ok).toBe(true);
  });

  it("is taken over from a process that is gone", async () => {
    writeFileSync(path, JSON.stringify({ ...own(), pid: await deadPid() }));
    expect(takeLock(path).ok).toBe(true);
  });

  it("is taken over by one only, when several processes find it at the same moment", async () => {
    const script = `
      const { takeLock } = await import(${JSON.stringify(new URL("./embedded-lock.ts", import.meta.url).href)});
      process.stdout.write("ready\\n");
      process.stdin.once("data", () => {
        process.stdout.write(takeLock(${JSON.stringify(path)}).ok ? "mine" : "refused");
        setTimeout(() => process.exit(), 300);
      });`;
    const children = Array.from({ length: 5 }, () =>
      spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], { stdio: "pipe" }),
    );
    const outputs = children.map((child) => {
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      return { text: () => text, ended: new Promise((resolve) => child.on("exit", resolve)) };
    });
    await vi.waitFor(() => expect(outputs.every(({ text }) => text().includes("ready"))).toBe(true), 20_000);
    writeFileSync(path, JSON.stringify({ ...own(), pid: await deadPid() }));
    for (const child of children) child.stdin.write("go");
    await Promise.all(outputs.map(({ ended }) => ended));
    expect(outputs.filter(({ text }) => text().endsWith("mine"))).toHaveLength(1);
  }, 30_000);

  it("is taken over after a reboot, and when the pid was given to another process", () => {
    const mine = own();
    if (mine.bootId) {
      writeFileSync(path, JSON.stringify({ ...mine, pid: process.ppid, bootId: "an earlier boot" }));
      expect(takeLock(path).ok).toBe(true);
      rmSync(path);
      writeFileSync(path, JSON.stringify({ ...mine, pid: process.ppid, startTime: "1" }));
      expect(takeLock(path).ok).toBe(true);
    }
  });

  it("is never taken from another host, a live process, or a file that cannot be read: age proves nothing", () => {
    writeFileSync(path, JSON.stringify({ ...own(), host: "another-host", pid: 999_999 }));
    expect(takeLock(path).ok).toBe(false);
    rmSync(path);
    writeFileSync(path, "");
    expect(takeLock(path)).toEqual({ ok: false, holder: null });
  });

  it("does not release what has become somebody else's", () => {
    const lock = takeLock(path);
    writeFileSync(path, JSON.stringify({ bootId: "", host: "h", pid: 1, startTime: "" }));
    if (lock.ok) lock.release();
    expect(existsSync(path)).toBe(true);
  });
});
