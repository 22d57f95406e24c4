"use client";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { BETWEEN, createDrafts, NEW_CHAT, type OnTheWay } from "./drafts";
import type { Editing } from "./editing";
import type { ChatSession } from "./session";

/**
 * The text in the composer, kept in this tab with an edit that was begun. A message on its way to the server is kept
 * apart from it, with its id: it is text again only when the conversation turns out not to have it.
 */
export function useKeptDraft(
  userId: string,
  { threadId, explicit }: Pick<ChatSession, "threadId" | "explicit">,
  editing: Editing,
) {
  const drafts = useMemo(() => createDrafts(userId), [userId]);
  const [draft, setDraft] = useState(() => drafts.read(explicit ? threadId : NEW_CHAT));
  /** What an earlier page of this conversation had sent without hearing of it. */
  const [leftOver] = useState(() => ({ message: explicit ? drafts.onTheWay(threadId) : null }));
  const onTheWay = useRef<OnTheWay | null>(null);
  const shown = useRef({ place: NEW_CHAT, draft, refused: "" });

  const write = useCallback(() => {
    const edit = editing.unsaved()?.trim();
    // An edit that was just sent is still in its box, and is one text and not two.
    const typed = new Set([shown.current.refused, edit === onTheWay.current?.text ? "" : edit, shown.current.draft]);
    drafts.write(shown.current.place, [...typed].filter(Boolean).join(BETWEEN));
  }, [drafts, editing]);
  useEffect(() => editing.subscribe(write), [editing, write]);

  /** A text that has lost its place goes before what is in the composer. */
  const putBack = useCallback((text: string) => {
    setDraft((typed) => (typed ? `${text}${BETWEEN}${typed}` : text));
  }, []);
  /** Remembers a message that is on its way (null: it arrived). */
  const keepText = useCallback(
    (message: OnTheWay | null) => {
      const before = leftOver.message;
      leftOver.message = null;
      // There is room for one, and nobody has told what became of that one.
      if (before && message) putBack(before.text);
      onTheWay.current = message;
      drafts.setOnTheWay(threadId, message);
      // At once: who leaves before the next rendering would find a text that was sent in the composer again.
      write();
    },
    [drafts, threadId, leftOver, putBack, write],
  );
  const returnText = useCallback(
    (text: string) => {
      if (onTheWay.current?.text === text) {
        onTheWay.current = null;
        drafts.setOnTheWay(threadId, null);
      }
      putBack(text);
    },
    [drafts, threadId, putBack],
  );
  /** The conversation is loaded: a message that an earlier page sent is in it, or is the person's text again. */
  const settle = useCallback(
    (has: (messageId: string) => boolean) => {
      const message = leftOver.message;
      if (!message) return;
      leftOver.message = null;
      drafts.setOnTheWay(threadId, null);
      if (!has(message.id)) putBack(message.text);
    },
    [drafts, threadId, leftOver, putBack],
  );
  /** There is no such conversation. */
  const release = useCallback(() => {
    leftOver.message = null;
    drafts.release(threadId);
  }, [drafts, threadId, leftOver]);
  /**
   * Writes down what there is; a new chat's draft moves along when the chat gets its place. A message that was refused
   * and is still shown (`refused`) is on its way no longer: after a reload it is text.
   */
  const keepAt = useCallback(
    (place: string, refused = "") => {
      shown.current = { place, draft, refused };
      if (refused) {
        onTheWay.current = null;
        drafts.setOnTheWay(threadId, null);
      }
      if (place !== NEW_CHAT && !explicit) drafts.write(NEW_CHAT, "");
      write();
    },
    [drafts, draft, threadId, explicit, write],
  );
  return { draft, setDraft, keepText, returnText, settle, release, keepAt };
}
