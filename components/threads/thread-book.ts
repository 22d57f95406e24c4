import type { ThreadSummary } from "@/lib/api/contract";
import type { ChangedThread } from "./changes";
import { inOrder } from "./order";

/** What a person does to a conversation from the list. */
export type ThreadEdit = Partial<Pick<ThreadSummary, "title" | "pinned" | "archived">> & { deleted?: boolean };

/** A part of the list: what follows `after` up to and including `last`; null for its beginning and its end. */
export type Range = { after: ThreadSummary | null; last: ThreadSummary | null };

type Pending = { id: string; edit: ThreadEdit };

/**
 * What this tab knows of the person's conversations: what the server said, and over it the edits that are on their way.
 * An edit that fails is taken off again, and what the server said shows; nothing has to be put back.
 *
 * Answers arrive in any order. `tick()` is noted when a request begins; an answer says nothing of a conversation that was
 * changed or edited after that.
 */
export function createBook() {
  const known = new Map<string, ThreadSummary>();
  /** Deleted from here, kept as they were for bringing them back. */
  const trash = new Map<string, ThreadSummary>();
  const touched = new Map<string, number>();
  let pending: Pending[] = [];
  let clock = 0;

  const touch = (id: string) => {
    clock += 1;
    touched.set(id, clock);
  };
  const isNewer = (id: string, since: number) => (touched.get(id) ?? 0) > since;
  const put = (thread: ThreadSummary) => {
    const old = known.get(thread.id);
    // The same object for the same content: a row that did not change is not rendered again.
    if (!old || !FIELDS.every((field) => old[field] === thread[field])) known.set(thread.id, thread);
  };

  const learn = (threads: readonly ThreadSummary[], since: number) => {
    for (const thread of threads) if (!isNewer(thread.id, since) && !trash.has(thread.id)) put(summaryOf(thread));
  };

  const settle = (mine: Pending, outcome: "done" | "failed" | "gone") => {
    pending = pending.filter((other) => other !== mine);
    const { id, edit } = mine;
    touch(id);
    if (outcome === "gone") {
      known.delete(id);
      trash.delete(id);
    } else if (edit.deleted === true) {
      if (outcome === "done") known.delete(id);
      else trash.delete(id);
    } else if (outcome === "done") {
      const thread = known.get(id) ?? trash.get(id);
      const { deleted, ...fields } = edit;
      if (deleted === false) trash.delete(id);
      if (thread) put({ ...thread, ...fields });
    }
  };

  return {
    tick: (): number => clock,
    learn,

    /** As `learn`, where `threads` are all that there are of this kind in the range; what lies beyond it is not spoken of. */
    replace(archived: boolean, threads: readonly ThreadSummary[], range: Range, since: number): void {
      const listed = new Set(threads.map(({ id }) => id));
      for (const thread of [...known.values()]) {
        if (thread.archived !== archived || listed.has(thread.id) || isNewer(thread.id, since)) continue;
        if (isWithin(range, thread)) known.delete(thread.id);
      }
      learn(threads, since);
    },

    /** What the server says has changed. The same twice is the same once. */
    apply(changed: readonly ChangedThread[]): void {
      for (const thread of changed) {
        touch(thread.id);
        if (thread.deleted) known.delete(thread.id);
        else {
          trash.delete(thread.id);
          put(summaryOf(thread));
        }
      }
    },

    /** Shows an edit at once. @returns what to call with its outcome; `gone`: the conversation does not exist */
    begin(id: string, edit: ThreadEdit): (outcome: "done" | "failed" | "gone") => void {
      const mine = { id, edit };
      pending.push(mine);
      touch(id);
      const thread = known.get(id);
      if (edit.deleted === true && thread) trash.set(id, thread);
      return (outcome) => settle(mine, outcome);
    },

    clear(): void {
      for (const id of known.keys()) touch(id);
      known.clear();
      trash.clear();
      pending = [];
    },

    /** All that exist, with the edits that are on their way. */
    view(): ReadonlyMap<string, ThreadSummary> {
      const shown = new Map(known);
      for (const { id, edit } of pending) {
        const { deleted, ...fields } = edit;
        if (deleted === true) shown.delete(id);
        else {
          const thread = shown.get(id) ?? (deleted === false ? trash.get(id) : undefined);
          if (thread) shown.set(id, { ...thread, ...fields });
        }
      }
      return shown;
    },
  };
}

function isWithin({ after, last }: Range, thread: ThreadSummary): boolean {
  return (after === null || inOrder(after, thread) < 0) && (last === null || inOrder(thread, last) <= 0);
}

const FIELDS = ["agentId", "title", "pinned", "archived", "running", "waiting", "unread", "activeAt"] as const;

/** Only what the list shows: what else came with a conversation (a snippet, its head) belongs to who asked for it. */
function summaryOf(thread: ThreadSummary): ThreadSummary {
  const { id, agentId, title, pinned, archived, running, waiting, unread, activeAt } = thread;
  return { id, agentId, title, pinned, archived, running, waiting, unread, activeAt };
}
