/** How long, and how many, idle threads are kept. */
export type CacheLimits = { idleMs: number; max: number };

export const DEFAULT_LIMITS: CacheLimits = { idleMs: 30 * 60_000, max: 200 };

type Entry<T> = { value: T; usedAt: number; inUse: boolean };

/**
 * The threads that this process remembers, so that an interrupt can be resumed. Only that is lost with an entry: each run
 * brings its whole history. Without limits the adapter's 40 KB a thread never come back.
 */
export class ThreadCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #limits: CacheLimits;
  readonly #now: () => number;

  constructor(limits: CacheLimits = DEFAULT_LIMITS, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The thread, made by `create` if it is not remembered; it stays until it is released. */
  take(threadId: string, create: () => T): T {
    this.evict();
    const entry = this.#entries.get(threadId) ?? { value: create(), usedAt: 0, inUse: true };
    entry.inUse = true;
    entry.usedAt = this.#now();
    // Set again so that the map's order is the order of use.
    this.#entries.delete(threadId);
    this.#entries.set(threadId, entry);
    return entry.value;
  }

  /** The run is over. `keep: false` forgets the thread: one whose run broke off may still be busy inside. */
  release(threadId: string, value: T, keep: boolean): void {
    const entry = this.#entries.get(threadId);
    if (entry?.value !== value) return;
    entry.inUse = false;
    entry.usedAt = this.#now();
    if (!keep) this.#entries.delete(threadId);
    this.evict();
  }

  /** Forgets what has been idle too long, then the longest idle above the number; never a thread in use. */
  evict(): void {
    const now = this.#now();
    for (const [threadId, entry] of this.#entries) {
      if (entry.inUse) continue;
      const tooOld = now - entry.usedAt >= this.#limits.idleMs;
      if (tooOld || this.#entries.size > this.#limits.max) this.#entries.delete(threadId);
    }
  }
}
