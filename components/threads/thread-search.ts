import type { ThreadList } from "@/lib/api/contract";
import type { ApiError } from "../api/request";
import type { ThreadApi } from "./thread-api";

export type Snippet = NonNullable<ThreadList["threads"][number]["snippet"]>;
export type Hit = { id: string; snippet: Snippet | null };

/** `hits` are of the last answer, also while a later one is awaited: results that flicker cannot be read. */
export type SearchState = {
  query: string;
  status: "off" | "loading" | "ready" | "failed";
  error: ApiError | null;
  hits: Hit[];
  hasMore: boolean;
  more: "rest" | "loading" | "failed";
};

export type SearchPorts = {
  list: ThreadApi["list"];
  tick: () => number;
  learn: (threads: ThreadList["threads"], since: number) => void;
  after: (ms: number, work: () => void) => () => void;
};

/** A pause in typing that is taken for the end of a word. */
export const PAUSE = 250;

const OFF: SearchState = {
  query: "",
  status: "off",
  error: null,
  hits: [],
  hasMore: false,
  more: "rest",
};

/** Search over the person's own conversations, archived ones too. */
export function createThreadSearch(ports: SearchPorts) {
  const listeners = new Set<() => void>();
  let state = OFF;
  /** What is searched for; behind what stands in the field while an input method is at work. */
  let wanted = "";
  let cursor: string | null = null;
  let request = new AbortController();
  let cancelPause = () => {};

  const set = (change: Partial<SearchState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const ask = async () => {
    cancelPause();
    request.abort();
    request = new AbortController();
    const mine = request;
    const since = ports.tick();
    const result = await ports.list({ q: wanted }, mine.signal);
    if (mine.signal.aborted) return;
    if (!result.ok) return set({ status: "failed", error: result.error });
    take(result.value, since, []);
    set({ status: "ready", error: null });
  };

  const take = ({ threads, nextCursor }: ThreadList, since: number, before: Hit[]) => {
    ports.learn(threads, since);
    cursor = nextCursor;
    const seen = new Set(before.map(({ id }) => id));
    const hits = threads.filter(({ id }) => !seen.has(id)).map(({ id, snippet }) => ({ id, snippet: snippet ?? null }));
    set({ hits: [...before, ...hits], hasMore: nextCursor !== null, more: "rest" });
  };

  const seek = (query: string, pause: boolean) => {
    const words = query.trim();
    if (words === wanted && state.status !== "failed") return set({ query });
    cancelPause();
    request.abort();
    wanted = words;
    if (words === "") return set({ ...OFF, query });
    set({ query, status: "loading", error: null });
    if (pause) cancelPause = ports.after(PAUSE, () => void ask());
    else void ask();
  };

  return {
    getState: (): SearchState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** What stands in the field: searched for once typing pauses. Nothing ends the search. */
    type: (query: string): void => seek(query, true),
    /** The text of an input method is no word yet: shown, and not searched for. */
    compose: (query: string): void => set({ query }),
    /** Does not wait for the pause. */
    submit(): void {
      if (state.status === "loading") void ask();
    },
    clear: (): void => seek("", false),
    /** Tries again what failed. */
    retry: (): void => seek(state.query, false),
    async more(): Promise<void> {
      if (state.status !== "ready" || state.more === "loading" || cursor === null) return;
      const mine = request;
      set({ more: "loading" });
      const since = ports.tick();
      const result = await ports.list({ q: wanted, cursor }, mine.signal);
      if (mine.signal.aborted) return;
      if (result.ok) take(result.value, since, state.hits);
      else set({ more: "failed" });
    },
  };
}

export type ThreadSearchStore = ReturnType<typeof createThreadSearch>;
