"use client";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { presence } from "../api/presence";
import { after } from "../ui/after";
import { useChanges } from "./changes-provider";
import { threadApi } from "./thread-api";
import { createThreadList, type ThreadListState, type ThreadListStore } from "./thread-list";
import { createThreadSearch, type SearchState, type ThreadSearchStore } from "./thread-search";

type Stores = { list: ThreadListStore; search: ThreadSearchStore };
const Context = createContext<Stores | null>(null);

/** Holds the person's conversations for everything below it, kept up to date by the `ChangesProvider` above. */
export function ThreadsProvider({ children }: { children: ReactNode }) {
  const changes = useChanges();
  const [stores] = useState((): Stores => {
    const list = createThreadList({ ...threadApi, changed: changes.nudge });
    return { list, search: createThreadSearch({ ...list, list: threadApi.list, after }) };
  });
  useEffect(() => {
    const { list } = stores;
    const retry = () => void list.retry();
    const ends = [changes.subscribe(list.apply), changes.onRestart(() => void list.reload()), presence.onReturn(retry)];
    window.addEventListener("online", retry);
    return () => {
      for (const end of ends) end();
      window.removeEventListener("online", retry);
    };
  }, [changes, stores]);
  return <Context.Provider value={stores}>{children}</Context.Provider>;
}

function useStores(): Stores {
  const stores = useContext(Context);
  if (!stores) throw new Error("conversations need a ThreadsProvider above them");
  return stores;
}

/** What one does with the list; for what is in it, `useThreadList`. */
export const useThreadListStore = (): ThreadListStore => useStores().list;

export function useThreadList(): ThreadListState {
  const { list } = useStores();
  return useSyncExternalStore(list.subscribe, list.getState, list.getState);
}

export function useThreadSearch(): [SearchState, ThreadSearchStore] {
  const { search } = useStores();
  return [useSyncExternalStore(search.subscribe, search.getState, search.getState), search];
}
