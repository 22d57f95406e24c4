"use client";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createDrafts, NEW_CHAT } from "./drafts";
import type { Editing } from "./editing";

/**
 * The text in the composer, kept in this tab with everything else that was typed and is not safe yet: a message on its
 * way to the server, and an edit that was begun. After a reload all of it is in the composer.
 *
 * @param threadId of a conversation that the server knows from the start; null for a new chat
 */
export function useKeptDraft(userId: string, threadId: string | null, editing: Editing) {
  const drafts = useMemo(() => createDrafts(userId), [userId]);
  const [draft, setDraft] = useState(() => drafts.read(threadId ?? NEW_CHAT));
  const onTheWay = useRef<string | null>(null);
  const shown = useRef({ place: NEW_CHAT, draft });

  const write = useCallback(() => {
    // An edit that was just sent is still in its box, and is one text and not two.
    const typed = new Set([onTheWay.current, editing.unsaved()?.trim(), shown.current.draft]);
    drafts.write(shown.current.place, [...typed].filter(Boolean).join(BETWEEN));
  }, [drafts, editing]);
  useEffect(() => editing.subscribe(write), [editing, write]);

  /** Remembers a text that is on its way (null: it arrived). */
  const keepText = useCallback(
    (text: string | null) => {
      onTheWay.current = text;
      // At once: who leaves before the next rendering would find a text that was sent in the composer again.
      if (text === null) write();
    },
    [write],
  );
  /** A text that has lost its place goes before what is in the composer. */
  const returnText = useCallback((text: string) => {
    onTheWay.current = null;
    setDraft((typed) => (typed ? `${text}${BETWEEN}${typed}` : text));
  }, []);
  /** Writes down what there is; a new chat's draft moves along when the chat gets its place. */
  const keepAt = useCallback(
    (place: string) => {
      shown.current = { place, draft };
      if (place !== NEW_CHAT && threadId === null) drafts.write(NEW_CHAT, "");
      write();
    },
    [drafts, draft, threadId, write],
  );
  return { draft, setDraft, keepText, returnText, keepAt };
}

const BETWEEN = "\n\n";
