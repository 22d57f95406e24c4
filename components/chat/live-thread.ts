import type { ThreadView } from "@/lib/api/contract";
import type { ChangedThread, Changes } from "../threads/changes";
import type { Editing } from "./editing";
import type { Turns } from "./turns";

/** What news of the open conversation asks of a page that is at rest, given what it shows. */
export function reactionTo(news: ChangedThread, view: ThreadView | null): "refresh" | "seen" | null {
  const run = view?.run ?? null;
  // News can be older than what the page has read since: of a run whose end is here, it says nothing new.
  if (news.running) return run?.id === news.runId && run.status !== "running" ? null : "refresh";
  if (news.headId !== (view?.headId ?? null)) return "refresh";
  return news.unread ? "seen" : null;
}

/**
 * Keeps the open conversation as it is on the server when another tab or device changes it: a new question is shown and
 * its answer followed, also another branch. While something is on here, or the person edits a message, that waits.
 *
 * @returns what ends it
 */
export function keepLive(
  ports: {
    threadId: string;
    turns: Pick<Turns, "getState" | "subscribe" | "refresh" | "retitle" | "online">;
    editing: Pick<Editing, "get" | "subscribe">;
    seen: () => void;
    gone: (gone: boolean) => void;
  },
  changes: Pick<Changes, "subscribe" | "onRestart">,
): () => void {
  const { turns, editing } = ports;
  let news: ChangedThread | "unknown" | null = null;
  let ended = false;

  const react = () => {
    const { phase, view } = turns.getState();
    if (ended || !news || phase !== "idle" || editing.get()) return;
    const reaction = news === "unknown" ? "refresh" : reactionTo(news, view);
    if (reaction === "refresh" && !turns.refresh()) return;
    news = null;
    if (reaction === "seen") ports.seen();
  };
  // Not from within what tells of the change: it may have more to do.
  const soon = () => queueMicrotask(react);

  /** The site has told something, so it is in reach again. */
  const reached = () => {
    const { phase, problem } = turns.getState();
    if (phase === "idle" && problem?.code === "NETWORK") turns.online();
  };

  const ends = [
    changes.onRestart(() => {
      // What changed in between is not told.
      if (turns.getState().view) news = "unknown";
      react();
    }),
    changes.subscribe((changed) => {
      reached();
      const found = changed.find(({ id }) => id === ports.threadId);
      if (!found) return;
      ports.gone(found.deleted);
      turns.retitle(found.title);
      news = found.deleted ? null : found;
      react();
    }),
    turns.subscribe(soon),
    editing.subscribe(soon),
  ];
  return () => {
    ended = true;
    for (const end of ends) end();
  };
}
