"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef } from "react";
import type { ThreadSummary } from "@/lib/api/contract";
import type { ApiError } from "../api/request";
import { announce } from "../chat/announce";
import { addressOf } from "../chat/session";
import { useChatSession } from "../chat/session-provider";
import { useThreadListStore } from "../threads/threads-provider";
import { useToasts } from "../ui/toaster";
import type { Toast } from "../ui/toasts";
import { useReason } from "./use-reason";
import type { RowFocus } from "./use-row-focus";

/** What a row offers. Each shows at once; what the server refuses is taken back and said. */
export type ThreadActions = {
  rename: (thread: ThreadSummary, title: string) => void;
  pin: (thread: ThreadSummary, pinned: boolean) => void;
  /** @param stays whether the row does not go by it */
  archive: (thread: ThreadSummary, archived: boolean, stays: boolean) => void;
  remove: (thread: ThreadSummary) => void;
};

type Removed = { id: string; name: string; wasOpen: boolean };

/**
 * What can be done with a conversation from its row.
 *
 * @param focus keeps the focus in the list when the row that has it moves or goes
 * @returns the same object throughout, so that rows are not rendered again because of it
 */
export function useThreadActions(focus: RowFocus): ThreadActions {
  const t = useTranslations("sidebar");
  const reason = useReason();
  const list = useThreadListStore();
  const toasts = useToasts();
  const router = useRouter();
  const { session, startNew } = useChatSession();
  const now = useRef({ t, reason, router, startNew, open: session.threadId });
  useEffect(() => {
    now.current = { t, reason, router, startNew, open: session.threadId };
  });

  return useMemo(() => {
    const nameOf = ({ title }: ThreadSummary) => title || now.current.t("untitled");
    const problem = (key: "editFailed" | "deleteFailed" | "restoreFailed", error: ApiError) =>
      toasts.show(now.current.t(key, { reason: now.current.reason(error) }), { tone: "problem" });
    const undoable = (about: Pick<Toast, "topic" | "text" | "detail"> & { takesFocus?: boolean }, run: () => void) => {
      const { text, ...options } = about;
      return toasts.show(text, { ...options, action: { label: now.current.t("undo"), testId: "undo", run } });
    };
    /** Back to a conversation that was left because it was deleted, unless another one has been opened since. */
    const returnTo = (id: string) => {
      if (window.location.pathname === "/") now.current.router.push(addressOf(id));
    };

    const edit = async (id: string, change: Parameters<typeof list.edit>[1], said: string | null) => {
      const result = await list.edit(id, change);
      if (!result.ok) problem("editFailed", result.error);
      else if (said) announce(said);
    };

    // Several deleted one after another are brought back together: the message of the last hides those before.
    let removed: Removed[] = [];
    let shown = 0;
    const offerUndo = (takesFocus = false) => {
      const [only] = removed;
      const text = now.current.t("deleted", { count: removed.length });
      const detail = removed.length > 1 || !only ? null : only.name;
      shown = undoable({ topic: "deleted", text, detail, takesFocus }, () => void undo());
    };
    const undo = async () => {
      const back = removed;
      removed = [];
      const last = back.at(-1);
      if (last) focus.wishFor(last.id, "link");
      const results = await Promise.all(back.map(({ id }) => list.restore(id)));
      const failure = results.find((result) => !result.ok);
      if (failure && !failure.ok) problem("restoreFailed", failure.error);
      else announce(now.current.t("restored", { count: back.length }));
      const opened = back.findLast(({ wasOpen }, index) => wasOpen && results[index]?.ok);
      if (opened) returnTo(opened.id);
    };

    return {
      rename: (thread, title) => void edit(thread.id, { title }, now.current.t("renamed")),
      pin: (thread, pinned) => {
        focus.wishFor(thread.id, "menu");
        void edit(thread.id, { pinned }, now.current.t(pinned ? "pinned" : "unpinned"));
      },
      archive: (thread, archived, stays) => {
        if (!stays) focus.wishForNeighbour(thread.id);
        const text = now.current.t(archived ? "archived" : "unarchived");
        undoable({ topic: "general", text, detail: nameOf(thread) }, () => {
          focus.wishFor(thread.id, "link");
          void edit(thread.id, { archived: !archived }, null);
        });
        void edit(thread.id, { archived }, null);
      },
      remove: async (thread) => {
        const { id } = thread;
        const wasOpen = now.current.open === id;
        if (!toasts.isShown(shown)) removed = [];
        removed.push({ id, name: nameOf(thread), wasOpen });
        focus.wishForNeighbour(id);
        // Chosen by keyboard; a mouse leaves no visible focus.
        offerUndo(document.activeElement?.matches(":focus-visible"));
        if (wasOpen) now.current.startNew();
        const result = await list.remove(id);
        if (result.ok) return;
        const others = removed.filter((other) => other.id !== id);
        // Undone meanwhile, it is no longer among them, and what is offered now is not about it.
        const offered = others.length < removed.length && toasts.isShown(shown);
        removed = others;
        if (offered && others.length > 0) offerUndo();
        else if (offered) toasts.close(shown);
        problem("deleteFailed", result.error);
        if (wasOpen) returnTo(id);
      },
    };
  }, [list, toasts, focus]);
}
