"use client";
import { createContext, useContext, useSyncExternalStore } from "react";
import type { ChatAgent } from "../agents/agent";
import type { ChatUser } from "./chat-root";
import type { Editing } from "./editing";
import type { Turns } from "./turns";
import type { TurnsState } from "./turns-ports";

/** What the parts of a conversation share. CopilotChat's slots take components, not values, hence a context. */
export type Conversation = {
  agent: ChatAgent;
  user: ChatUser;
  /** It can only be read: the person cannot use its agent any more. */
  isClosed: boolean;
  turns: Turns;
  editing: Editing;
  /** A text that has lost its place goes into the composer, before what is there. */
  returnText: (text: string) => void;
  /** Where to come back to after signing in again. */
  returnAddress: string;
  /** The person is about to write. */
  warmUp: () => void;
};

/** Apart from the rest, since it changes with every key: the messages must not be rendered anew for that. */
export type Draft = { draft: string; setDraft: (text: string) => void; send: () => void };

const ConversationContext = createContext<Conversation | null>(null);
const DraftContext = createContext<Draft | null>(null);
export const ConversationProvider = ConversationContext.Provider;
export const DraftProvider = DraftContext.Provider;

export function useConversation(): Conversation {
  const value = useContext(ConversationContext);
  if (!value) throw new Error("useConversation needs a ConversationProvider above it");
  return value;
}

export function useDraft(): Draft {
  const value = useContext(DraftContext);
  if (!value) throw new Error("useDraft needs a DraftProvider above it");
  return value;
}

/** Id of the message that is being edited, or null. */
export function useEditedId(editing: Editing): string | null {
  const read = () => editing.get()?.id ?? null;
  return useSyncExternalStore(editing.subscribe, read, read);
}

/** Where the conversation's turns stand; renders again when that changes. */
export function useTurnsState(turns: Turns): TurnsState {
  return useSyncExternalStore(turns.subscribe, turns.getState, turns.getState);
}
