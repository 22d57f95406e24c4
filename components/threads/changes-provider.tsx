"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { ThreadChanges } from "@/lib/api/contract";
import { presence } from "../api/presence";
import { api } from "../api/request";
import { after } from "../ui/after";
import { type Changes, type ChangesPorts, createChanges } from "./changes";

const Context = createContext<Changes | null>(null);

/** Keeps everything below it told of what changes in the person's conversations. */
export function ChangesProvider({ children }: { children: ReactNode }) {
  const [changes] = useState(() => createChanges(BROWSER));
  useEffect(() => changes.start(), [changes]);
  return <Context.Provider value={changes}>{children}</Context.Provider>;
}

/** What changes in the person's conversations: `subscribe` to hear of it, `nudge` after changing something. */
export function useChanges(): Changes {
  const changes = useContext(Context);
  if (!changes) throw new Error("useChanges needs a ChangesProvider above it");
  return changes;
}

const CHANNEL = "threads-changed";

const BROWSER: ChangesPorts = {
  ask: (since, signal) =>
    api<ThreadChanges>(`/api/threads/changes${since === null ? "" : `?${new URLSearchParams({ since })}`}`, { signal }),
  awake: () => document.visibilityState === "visible" && navigator.onLine,
  onWake: (listener) => {
    document.addEventListener("visibilitychange", listener);
    window.addEventListener("online", listener);
    // Windows side by side are both visible: who has signed in in one of them turns to the other.
    window.addEventListener("focus", listener);
    const ends = [presence.onCheck(listener), presence.onReturn(listener)];
    return () => {
      document.removeEventListener("visibilitychange", listener);
      window.removeEventListener("online", listener);
      window.removeEventListener("focus", listener);
      for (const end of ends) end();
    };
  },
  connect: (heard) => {
    // Nothing but the fact that something changed is sent: who may know what is for the server to say.
    const channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener("message", heard);
    return { tell: () => channel.postMessage(null), close: () => channel.close() };
  },
  after,
};
