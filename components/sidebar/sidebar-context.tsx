"use client";
import { createContext, useContext } from "react";
import type { ThreadSummary } from "@/lib/api/contract";
import type { RenameDraft } from "./rename-draft";
import type { ThreadActions } from "./use-thread-actions";

type SidebarContext = {
  actions: ThreadActions;
  /** A conversation was chosen: a drawer has done its work. */
  leave: () => void;
  openShare: (thread: ThreadSummary, returnTo: HTMLElement | null) => void;
  /** The name that is being typed, kept over a remount of its row. */
  renameDraft: RenameDraft;
  /** To be called after each rendering that may have brought the row that is to have the focus. */
  settleFocus: () => void;
};

const Context = createContext<SidebarContext | null>(null);
export const SidebarProvider = Context.Provider;

export function useSidebar(): SidebarContext {
  const value = useContext(Context);
  if (!value) throw new Error("useSidebar needs a SidebarProvider above it");
  return value;
}
