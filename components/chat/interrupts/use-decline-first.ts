"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { announce } from "../announce";
import { useConversation, useDraft, useTurnsState } from "../conversation";
import { leaveAll, waitingIn } from "./waiting";

/**
 * Sending a message while the agent waits: its question is left unanswered first, and the message goes when the agent has
 * said what it has to say to that. Until then the text stays where it was written, so it cannot be lost: what is changed
 * meanwhile, or what does not come to that end, waits there for the person.
 */
export function useDeclineFirst() {
  const t = useTranslations("interrupts");
  const { turns, isClosed } = useConversation();
  const { draft, send } = useDraft();
  const { phase, problem, notice, outcome, view } = useTurnsState(turns);
  const waiting = waitingIn({ view }, isClosed);
  const waits = phase === "idle" && waiting.length > 0;
  /** The text that the person was asked about. */
  const [asked, setAsked] = useState<string | null>(null);
  /** The text that is sent after the answer. */
  const [held, setHeld] = useState<string | null>(null);
  if (asked !== null && (!waits || asked !== draft)) setAsked(null);
  if (held !== null && held !== draft) setHeld(null);

  const ended = phase === "idle" && held !== null;
  const isFree = !problem && !notice && outcome === "done" && waiting.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer has ended; the draft is what was held
  useEffect(() => {
    if (!ended) return;
    setHeld(null);
    if (isFree) send();
    else announce(t("notSent"));
  }, [ended]);

  return {
    waits,
    asking: asked !== null,
    /** The message goes by itself soon. */
    holds: held !== null,
    ask: () => setAsked(draft),
    back: () => setAsked(null),
    decline: () => {
      setAsked(null);
      if (!turns.answer(leaveAll(waiting))) return;
      setHeld(draft);
      announce(t("sendsSoon"));
    },
  };
}
