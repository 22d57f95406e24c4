import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * PGlite has no lock of its own: two processes on one folder both open it, diverge, and the second one's commits
 * vanish without an error (electric-sql/pglite #1106). This lock stands beside the folder.
 *
 * It is taken over only from a process that is certainly gone: on this host, another boot, or no process of that pid
 * and start time. Never by age: a live process can stall for minutes while WebAssembly blocks its event loop.
 */
type Holder = { bootId: string; host: string; pid: number; startTime: string };

export type LockResult = { ok: true; release: () => void } | { ok: false; holder: Holder | null };

/** Takes the lock file at `path`, or tells who holds it (null: the file cannot be read). */
export function takeLock(path: string): LockResult {
  const me: Holder = {
    bootId: bootId(),
    host: hostname(),
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? "",
  };
  if (create(path, me) || takeOver(path, me)) return { ok: true, release: () => releaseOwn(path, me) };
  return { ok: false, holder: readHolder(path) };
}

/**
 * Who holds the lock file at `path` without taking it; null when it is free, or left by a process that is certainly gone.
 *
 * @returns `here`: on this machine, so that it is certainly running
 */
export function lockHolder(path: string): { pid: number; host: string; here: boolean } | null {
  const me: Holder = { bootId: bootId(), host: hostname(), pid: process.pid, startTime: "" };
  const holder = readHolder(path);
  if (!holder || isGone(holder, me)) return null;
  return { pid: holder.pid, host: holder.host, here: holder.host === me.host };
}

/** False when there is such a file. */
function create(path: string, me: Holder): boolean {
  // Written elsewhere and linked: the file is whole at once, or a reader in between would see a lock without a holder.
  const own = `${path}.${me.pid}`;
  writeFileSync(own, JSON.stringify(me), { mode: 0o600 });
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Takes the lock of a dead process, under a guard of its own: of two that find the same dead holder, the slower one would
 * otherwise remove the lock that the other has just taken.
 */
function takeOver(path: string, me: Holder): boolean {
  const guard = `${path}.takeover`;
  if (!create(guard, me)) {
    const other = readHolder(guard);
    if (!other || !isGone(other, me)) return false;
    rmSync(guard, { force: true });
    if (!create(guard, me)) return false;
  }
  try {
    const holder = readHolder(path);
    if (!holder && existsSync(path)) return false;
    if (holder && !isGone(holder, me)) return false;
    rmSync(path, { force: true });
    return create(path, me);
  } finally {
    releaseOwn(guard, me);
  }
}

function releaseOwn(path: string, me: Holder): void {
  const holder = readHolder(path);
  if (holder && holder.pid === me.pid && holder.bootId === me.bootId && holder.startTime === me.startTime)
    rmSync(path, { force: true });
}

function readHolder(path: string): Holder | null {
  try {
    const value = JSON.parse(readFileSync(path, "utf8")) as Partial<Holder>;
    if (typeof value.pid !== "number" || typeof value.host !== "string") return null;
    return { bootId: value.bootId ?? "", host: value.host, pid: value.pid, startTime: value.startTime ?? "" };
  } catch {
    return null;
  }
}

function isGone(holder: Holder, me: Holder): boolean {
  // Another machine's pids say nothing here; a shared volume must not be taken from a live container.
  if (holder.host !== me.host) return false;
  if (holder.bootId !== me.bootId) return true;
  if (holder.pid === me.pid && holder.startTime === me.startTime) return false;
  if (!isAlive(holder.pid)) return true;
  const started = startTimeOf(holder.pid);
  return started !== null && holder.startTime !== "" && started !== holder.startTime;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Linux only; elsewhere the empty text makes the pid alone decide. */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** Field 22 of /proc/PID/stat: the start time, which tells a reused pid from the old process. See proc(5). */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
