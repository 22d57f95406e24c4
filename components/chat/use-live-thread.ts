"use client";
import { useEffect, useState } from "react";
import type { Changes } from "../threads/changes";
import type { Editing } from "./editing";
import { keepLive } from "./live-thread";
import type { Turns } from "./turns";

type Seen = { mark: () => Promise<boolean>; look: () => void };
type Live = { threadId: string; turns: Turns; editing: Editing; changes: Changes; seen: Seen };

/** Keeps the open conversation up to date. @returns whether it has been deleted elsewhere */
export function useLiveThread({ threadId, turns, editing, changes, seen }: Live): boolean {
  const [gone, setGone] = useState(false);
  useEffect(
    () => keepLive({ threadId, turns, editing, seen: () => void seen.mark(), gone: setGone }, changes),
    [threadId, turns, editing, changes, seen],
  );
  useEffect(() => {
    document.addEventListener("visibilitychange", seen.look);
    return () => document.removeEventListener("visibilitychange", seen.look);
  }, [seen]);
  return gone;
}
