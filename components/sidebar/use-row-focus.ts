"use client";
import { type RefObject, useCallback, useMemo, useRef } from "react";

/** Which part of a row; the parts carry it as `data-part`. */
export type RowPart = "link" | "menu";
type Wish = { id: string | null; part: RowPart };

export type RowFocus = {
  /** The row of `id` is to have the focus once it is there. */
  wishFor: (id: string, part: RowPart) => void;
  /** As `wishFor`, for the row that follows a row which is about to go, or comes before it when there is none. */
  wishForNeighbour: (id: string) => void;
  /** Gives the focus to what was wished for, if it is there. */
  settle: () => void;
};

/**
 * Keeps the focus in the list when the row that has it moves or goes. Rows are found in the document, since which of them
 * follow one another depends on what is shown: groups, search results, the archive.
 */
export function useRowFocus(root: RefObject<HTMLElement | null>): RowFocus {
  const wish = useRef<Wish | null>(null);
  const rows = useCallback(() => [...(root.current?.querySelectorAll<HTMLElement>("[data-thread-id]") ?? [])], [root]);

  const settle = useCallback(() => {
    if (!wish.current) return;
    const { id, part } = wish.current;
    const focused = document.activeElement;
    // Whoever has gone elsewhere meanwhile is not called back.
    if (focused && focused !== document.body && !root.current?.contains(focused)) {
      wish.current = null;
      return;
    }
    const place = id === null ? root.current : rows().find((row) => row.dataset.threadId === id);
    const target = place?.querySelector<HTMLElement>(id === null ? "[data-part=new]" : `[data-part=${part}]`);
    if (!target) return;
    wish.current = null;
    target.focus();
  }, [root, rows]);

  return useMemo(
    () => ({
      wishFor: (id, part) => {
        wish.current = { id, part };
      },
      wishForNeighbour: (id) => {
        const all = rows();
        const at = all.findIndex((row) => row.dataset.threadId === id);
        const next = all[at + 1] ?? all[at - 1];
        wish.current = { id: next?.dataset.threadId ?? null, part: "link" };
      },
      settle,
    }),
    [rows, settle],
  );
}
