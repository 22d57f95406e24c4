import { createHash } from "node:crypto";
import type { Message } from "@ag-ui/core";
import { z } from "zod";
import type { Logger } from "../log.ts";
import { whoami } from "../tools/whoami.ts";
import { type InterruptState, stateSchema } from "./state.ts";
import type { RecordStorage } from "./storage.ts";

/** A run that waits for answers: the conversation so far, its last message the one whose calls wait, and those calls. */
export type Pending = { messages: Message[]; state: InterruptState };

/** What is known of a thread: what waits now, and the latest interrupts that no longer do. */
export type ThreadRecord = { pending?: Pending; answered: string[] };

/** Enough for every card that may still be open in some tab; an id is some 80 characters long. */
const MAX_ANSWERED = 100;
const MAX_THREADS = 500;

const storedSchema = z.object({
  version: z.literal(1),
  savedAt: z.string(),
  // Written by this agent from messages that were checked when they came.
  pending: z.object({ messages: z.array(z.custom<Message>(isMessage)), state: stateSchema }).optional(),
  answered: z.array(z.string()),
});

/**
 * The name of a thread in the store. The person is part of it: a thread's id alone, which anybody may send, must not let
 * one person answer for another. It is a hash, so whatever is in an id cannot lead out of the folder.
 */
export function recordKey(threadId: string, token: string | undefined): string {
  const who = whoami(token);
  const person = who.signedIn ? [who.issuer ?? null, who.sub ?? null] : null;
  return createHash("sha256")
    .update(JSON.stringify([person, threadId]))
    .digest("hex");
}

/**
 * Runs that wait for answers, and which answers have been given: a call that was approved runs once, whoever asks again.
 *
 * Kept in memory, and in a storage if there is one, so that tomorrow's process can go on with it. The storage counts for
 * more than memory: with S3 another process may have had the thread meanwhile.
 */
export class PendingStore {
  readonly #known = new Map<string, ThreadRecord>();
  /** Threads whose pending run is in memory alone, for the storage did not take it. */
  readonly #unsaved = new Set<string>();
  readonly #log: Logger;
  readonly #storage: RecordStorage | undefined;

  constructor(log: Logger, storage?: RecordStorage) {
    this.#log = log;
    this.#storage = storage;
  }

  /** @throws Error when the storage does not answer: what has been answered already is not known then */
  async read(key: string): Promise<ThreadRecord> {
    const known = this.#known.get(key) ?? { answered: [] };
    const stored = await this.#load(key);
    if (!stored) return known;
    const answered = [...new Set([...stored.answered, ...known.answered])];
    const pending = stored.pending ?? (this.#unsaved.has(key) ? known.pending : undefined);
    return { answered, ...(pending && { pending }) };
  }

  /** Keeps a run that waits. Never rejects: without the storage it waits in memory, and in the client's history. */
  async save(key: string, pending: Pending): Promise<void> {
    const record = { pending, answered: this.#known.get(key)?.answered ?? [] };
    this.#remember(key, record);
    this.#unsaved.add(key);
    try {
      await this.#store(key, record);
      this.#unsaved.delete(key);
    } catch (err) {
      this.#log.error({ err }, "a run that waits could not be stored");
    }
  }

  /**
   * Takes what waits off the store, for good: from here on these interrupts count as answered, also should the process
   * die before their calls have run. A call that may not run twice may rather not run at all.
   *
   * @throws Error when that cannot be stored; then nothing has changed
   */
  async claim(key: string, record: ThreadRecord, ids: string[]): Promise<void> {
    const answered = { answered: [...record.answered, ...ids].slice(-MAX_ANSWERED) };
    await this.#store(key, answered);
    this.#unsaved.delete(key);
    this.#remember(key, answered);
  }

  /** The person went on without answering: what waited no longer can be. Never rejects. */
  async drop(key: string): Promise<void> {
    const known = this.#known.get(key);
    if (known && !known.pending) return;
    try {
      const record = await this.read(key);
      const ids = Object.keys(record.pending?.state.interrupts ?? {});
      if (ids.length > 0) await this.claim(key, record, ids);
      else this.#remember(key, record);
    } catch (err) {
      this.#log.error({ err }, "a run that waits could not be cancelled in the storage");
    }
  }

  async #load(key: string): Promise<ThreadRecord | undefined> {
    const text = await this.#storage?.read(key);
    if (!text) return undefined;
    try {
      const { pending, answered } = storedSchema.parse(JSON.parse(text));
      return { answered, ...(pending && { pending }) };
    } catch (err) {
      this.#log.error({ err }, "a stored run that waits cannot be read, and is left out");
      return undefined;
    }
  }

  async #store(key: string, record: ThreadRecord): Promise<void> {
    await this.#storage?.write(key, JSON.stringify({ version: 1, savedAt: new Date().toISOString(), ...record }));
  }

  #remember(key: string, record: ThreadRecord): void {
    this.#known.delete(key);
    this.#known.set(key, record);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_THREADS && oldest !== undefined) {
      this.#known.delete(oldest);
      this.#unsaved.delete(oldest);
    }
  }
}

function isMessage(value: unknown): boolean {
  return typeof value === "object" && value !== null && "role" in value && "id" in value;
}
