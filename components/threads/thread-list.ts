import type { ThreadSummary } from "@/lib/api/contract";
import type { ApiError, ApiResult } from "../api/request";
import type { ChangedThread } from "./changes";
import { inOrder } from "./order";
import type { ThreadApi } from "./thread-api";
import { createBook, type ThreadEdit } from "./thread-book";

/** One of the two lists: conversations in use, and archived ones. */
export type Listing = {
  status: "idle" | "loading" | "ready" | "failed";
  error: ApiError | null;
  threads: ThreadSummary[];
  hasMore: boolean;
  more: "rest" | "loading" | "failed";
};
export type ThreadListState = { byId: ReadonlyMap<string, ThreadSummary>; active: Listing; archived: Listing };

/** `changed`: something was changed from here, which the person's other tabs want to know. */
export type ThreadListPorts = ThreadApi & { changed: () => void };

/** `floor`: the oldest moment down to which all is loaded; null when that is so of pinned ones only. */
type Pages = Omit<Listing, "threads" | "hasMore"> & { cursor: string | null; floor: number | null; round: number };

const UNLOADED: Pages = { status: "idle", error: null, more: "rest", cursor: null, floor: null, round: 0 };

/** The person's conversations as the sidebar shows them: loaded in pages, kept up to date, edited at once. */
export function createThreadList(ports: ThreadListPorts) {
  const book = createBook();
  const listeners = new Set<() => void>();
  const lines = new Map<string, Promise<unknown>>();
  const pages = { active: { ...UNLOADED }, archived: { ...UNLOADED } };
  let state: ThreadListState = snapshot();

  function snapshot(): ThreadListState {
    const byId = book.view();
    const all = [...byId.values()].sort(inOrder);
    return { byId, active: listing(pages.active, all, false), archived: listing(pages.archived, all, true) };
  }
  const publish = () => {
    state = snapshot();
    for (const listener of listeners) listener();
  };
  const pagesOf = (archived: boolean) => (archived ? pages.archived : pages.active);

  const load = async (archived: boolean): Promise<void> => {
    const mine = pagesOf(archived);
    // What is shown stays while it is loaded again, and when that does not work.
    const shown = mine.status === "ready";
    const before = shown ? { cursor: mine.cursor, floor: mine.floor } : null;
    mine.round += 1;
    const { round } = mine;
    Object.assign(mine, { status: shown ? "ready" : "loading", error: null, more: "rest" });
    publish();
    let after: ThreadSummary | null = null;
    let [cursor, floor]: [string | null, number | null] = [null, null];
    do {
      const since = book.tick();
      const result = await ports.list(cursor === null ? { archived } : { archived, cursor });
      if (round !== mine.round) return;
      if (!result.ok) {
        if (!shown) Object.assign(mine, { status: "failed", error: result.error });
        break;
      }
      const { threads, nextCursor } = result.value;
      const last: ThreadSummary | null = threads.at(-1) ?? after;
      book.replace(archived, threads, { after, last: nextCursor === null ? null : last }, since);
      after = last;
      cursor = nextCursor;
      floor = floorOf(threads) ?? floor;
      // As far down as it was shown before: a list that becomes short takes the reader away from what is read.
      if (!before || !isDeeper(before, { cursor, floor })) {
        Object.assign(mine, { status: "ready", cursor, floor });
        break;
      }
      publish();
    } while (cursor !== null);
    publish();
  };

  const more = async (archived: boolean): Promise<void> => {
    const mine = pagesOf(archived);
    if (mine.status !== "ready" || mine.more === "loading" || mine.cursor === null) return;
    const { round } = mine;
    mine.more = "loading";
    publish();
    const since = book.tick();
    const result = await ports.list({ archived, cursor: mine.cursor });
    if (round !== mine.round) return;
    if (result.ok) {
      const { threads, nextCursor } = result.value;
      book.learn(threads, since);
      Object.assign(mine, { cursor: nextCursor, floor: floorOf(threads) ?? mine.floor, more: "rest" });
    } else mine.more = "failed";
    publish();
  };

  const edit = (id: string, change: ThreadEdit, call: () => Promise<ApiResult<unknown>>) => {
    const settle = book.begin(id, change);
    publish();
    // One conversation's edits go one after the other: two names on their way at once could arrive in either order.
    const before = lines.get(id);
    const result = (before ? before.then(call) : call()).then((answer) => {
      const gone = !answer.ok && answer.error.code === "NOT_FOUND";
      settle(answer.ok ? "done" : gone ? "gone" : "failed");
      if (lines.get(id) === result) lines.delete(id);
      publish();
      if (answer.ok) ports.changed();
      return answer;
    });
    lines.set(id, result);
    return result;
  };

  return {
    getState: (): ThreadListState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** Loads what is shown (again); the archive only if it has been opened. */
    async reload(): Promise<void> {
      await Promise.all([load(false), ...(pages.archived.status === "idle" ? [] : [load(true)])]);
    },
    /** Loads one of the lists, if that has not been done or did not work. */
    async open(archived: boolean): Promise<void> {
      const { status } = pagesOf(archived);
      if (status === "idle" || status === "failed") await load(archived);
    },
    more,
    /** Tries again what failed for want of a connection. */
    async retry(): Promise<void> {
      for (const archived of [false, true]) {
        const mine = pagesOf(archived);
        if (mine.status === "failed") await load(archived);
        else if (mine.more === "failed") await more(archived);
      }
    },

    /** When a request to the server begins whose answer goes to `learn`. */
    tick: book.tick,
    /** Conversations that were read on the side, by a search. */
    learn(threads: readonly ThreadSummary[], since: number): void {
      book.learn(threads, since);
      publish();
    },
    apply(changed: readonly ChangedThread[]): void {
      book.apply(changed);
      publish();
    },

    /** Changes a conversation: at once here, then at the server. When that refuses, it is as it was. */
    edit: (id: string, change: Omit<ThreadEdit, "deleted">) => edit(id, change, () => ports.patch(id, change)),
    /** Deletes a conversation; `restore` brings it back. One that is gone already counts as deleted. */
    async remove(id: string): Promise<ApiResult<unknown>> {
      const result = await edit(id, { deleted: true }, () => ports.remove(id));
      return !result.ok && result.error.code === "NOT_FOUND" ? { ok: true, value: null } : result;
    },
    restore: (id: string) => edit(id, { deleted: false }, () => ports.patch(id, { deleted: false })),
    /** Deletes every conversation, archived ones too. Nothing changes here until the server has done it. */
    async removeAll(): Promise<ApiResult<unknown>> {
      const result = await ports.removeAll();
      if (!result.ok) return result;
      book.clear();
      for (const mine of [pages.active, pages.archived])
        Object.assign(mine, { ...UNLOADED, status: "ready", round: mine.round + 1 });
      publish();
      ports.changed();
      return result;
    },
  };
}

export type ThreadListStore = ReturnType<typeof createThreadList>;

function listing({ status, error, more, cursor, floor }: Pages, all: ThreadSummary[], archived: boolean): Listing {
  return {
    status,
    error,
    more,
    hasMore: cursor !== null,
    // What is known from below the floor (a search found it) would hide that there is a gap above it.
    threads: all.filter(
      (thread) =>
        thread.archived === archived &&
        (thread.pinned || cursor === null || (floor !== null && Date.parse(thread.activeAt) >= floor)),
    ),
  };
}

type Depth = Pick<Pages, "cursor" | "floor">;

function isDeeper(a: Depth, b: Depth): boolean {
  if (b.cursor === null) return false;
  if (a.cursor === null) return true;
  return a.floor !== null && (b.floor === null || a.floor < b.floor);
}

/** Pinned ones come before all, however old they are: what counts is the last that is there for its date. */
function floorOf(threads: readonly ThreadSummary[]): number | null {
  const last = threads.findLast(({ pinned }) => !pinned);
  return last ? Date.parse(last.activeAt) : null;
}
