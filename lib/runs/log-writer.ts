import type { BaseEvent } from "@ag-ui/core";
import { appendCoalesced, isDelta } from "./coalesce";
import { type Folded, fold } from "./fold";

const FLUSH_MS = 150;
const MAX_EVENTS = 64;
const MAX_CHARS = 128 * 1024;

export type LogWriterPorts = {
  /** Writes a batch. False: the lease is lost, nothing of this run is to be written any more. */
  append: (batch: { seq: number; events: BaseEvent[] }) => Promise<boolean>;
  /** The log has grown. */
  written: () => void;
  lost: () => void;
  /** What the agent sent cannot be made messages of. */
  unfoldable: (error: unknown) => void;
  /** A batch could not be written; it will be tried again with the next one. */
  failed: (error: unknown) => void;
};

/**
 * The log of one run: collects events, joins neighbouring deltas, and writes batches, one at a time and in order.
 *
 * Text waits up to 150 ms for more of it; whatever changes the shape of the conversation is written at once. A
 * failing database never holds the live stream up: the batch stays and is written with the next one. What has been
 * collected is folded into messages as well, so that a state of them and the number of the event that they cover are
 * always known together.
 */
export function createLogWriter(ports: LogWriterPorts, before: Folded) {
  let pending: BaseEvent[] = [];
  let size = 0;
  let unwritten: BaseEvent[] = [];
  let covered: { seq: number; folded: Folded } = { seq: 0, folded: before };
  let folding: Promise<void> = Promise.resolve();
  let writing: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let lost = false;

  async function foldPending(): Promise<void> {
    const batch = pending;
    pending = [];
    size = 0;
    if (batch.length === 0) return;
    try {
      covered = { seq: covered.seq + batch.length, folded: await fold(covered.folded, batch) };
      unwritten = [...unwritten, ...batch];
    } catch (error) {
      // Not logged either: whoever reads it later could make no more of it.
      ports.unfoldable(error);
    }
  }

  async function write(): Promise<void> {
    if (unwritten.length === 0 || lost) return;
    const batch = { seq: covered.seq, events: unwritten };
    try {
      const held = await ports.append(batch);
      unwritten = unwritten.slice(batch.events.length);
      if (held) return ports.written();
      lost = true;
      ports.lost();
    } catch (error) {
      ports.failed(error);
    }
  }

  const foldNow = (): Promise<void> => {
    folding = folding.then(foldPending);
    return folding;
  };
  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    timer = null;
    const folded = foldNow();
    writing = writing.then(() => folded).then(write);
    return writing;
  };

  return {
    push(event: BaseEvent): void {
      size += appendCoalesced(pending, event);
      if (!isDelta(event) || pending.length >= MAX_EVENTS || size >= MAX_CHARS) void flush();
      else timer ??= setTimeout(() => void flush(), FLUSH_MS);
    },
    /** Writes what is there. Resolves when that was tried; it does not reject. */
    flush,
    /** What all events so far amount to, without waiting for the database. */
    folded: async (): Promise<Folded> => {
      await foldNow();
      return covered.folded;
    },
    /** The messages so far, and the event up to which they are complete. */
    covered: () => covered,
    /** Whether everything that was folded is in the log. */
    isWritten: () => unwritten.length === 0,
    /** Takes the end of the run as written: nothing is tried any more. */
    close(): void {
      if (timer) clearTimeout(timer);
      lost = true;
    },
  };
}

export type LogWriter = ReturnType<typeof createLogWriter>;
