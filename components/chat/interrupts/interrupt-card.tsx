"use client";
import { Hand } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { InterruptView } from "@/lib/api/contract";
import { Button } from "../../ui/button";
import { announce } from "../announce";
import { focusComposer } from "../composer-focus";
import { useConversation, useTurnsState } from "../conversation";
import { onReturn } from "./consent-return";
import { InterruptItem } from "./interrupt-item";
import { type Chosen, useAnswers } from "./use-answers";
import { useNow } from "./use-now";
import { waitingIn } from "./waiting";

/**
 * All that the agent waits for, below its answer so far; nothing while it does not wait, nor where it cannot be answered since
 * the person cannot use the agent any more.
 */
export function Interrupts() {
  const { turns, isClosed } = useConversation();
  const { view, phase } = useTurnsState(turns);
  const interrupts = waitingIn({ view }, isClosed);
  // Another question is being answered, or the same one anew: this is of a branch that the page has left.
  const isLeft = phase === "running" && !turns.isAnswering();
  if (!view?.run || interrupts.length === 0 || isLeft) return null;
  return (
    <InterruptCard key={view.run.id} interrupts={interrupts} busy={phase !== "idle"} sending={turns.isAnswering()} />
  );
}

type Props = { interrupts: readonly InterruptView[]; busy: boolean; sending: boolean };

function InterruptCard({ interrupts, busy, sending }: Props) {
  const t = useTranslations("interrupts");
  const { agent, turns } = useConversation();
  const now = useNow(interrupts.map(({ expiresAt }) => expiresAt));
  const { chosenFor, choose, decided, answers } = useAnswers(interrupts, now);
  const [returned, setReturned] = useState(false);
  const heading = useId();
  const card = useRef<HTMLElement>(null);
  const atOnce = interrupts.length === 1;
  const consents = interrupts.some(({ kind }) => kind === "consent");
  const back = t("returned");

  useEffect(() => {
    if (!consents) return;
    return onReturn(() => {
      setReturned(true);
      announce(back);
      card.current?.querySelector<HTMLElement>("[data-kind=consent] [data-testid=approve]")?.focus();
    });
  }, [consents, back]);

  // It goes by itself when another tab has answered: the focus must not be lost with it.
  useLayoutEffect(() => {
    const shown = card.current;
    return () => void (shown?.contains(document.activeElement) && focusComposer());
  }, []);

  const send = (choices?: Readonly<Record<string, Chosen>>) => {
    const all = answers(choices);
    // This card goes, and the focus with it.
    if (all && turns.answer(all)) focusComposer();
  };
  return (
    <section
      ref={card}
      data-testid="interrupts"
      aria-labelledby={heading}
      className="my-4 rounded-xl border border-accent bg-raised p-4 text-sm text-ink shadow-sm"
    >
      <h2 id={heading} className="flex gap-2 font-semibold">
        <Hand size={18} aria-hidden="true" className="mt-0.5 shrink-0 text-accent" />
        {t("title", { name: agent.name })}
      </h2>
      {returned && (
        <p data-testid="consent-returned" className="mt-2 rounded-lg bg-accent-soft p-2">
          {back}
        </p>
      )}
      {!atOnce && <p className="mt-1 text-muted">{t("decideAll")}</p>}
      <ol className="mt-3 flex flex-col gap-4">
        {interrupts.map((one, index) => (
          <InterruptItem
            key={one.id}
            interrupt={one}
            place={atOnce ? null : t("of", { at: index + 1, of: interrupts.length })}
            chosen={chosenFor(one)}
            atOnce={atOnce}
            busy={busy}
            now={now}
            onChoose={(choice) => {
              const choices = choose(one.id, choice);
              if (atOnce) send(choices);
            }}
          />
        ))}
      </ol>
      {!atOnce && (
        <Button
          kind="primary"
          data-testid="send-answers"
          className="mt-4"
          disabled={busy || decided < interrupts.length}
          onClick={() => send()}
        >
          {t("send", { count: interrupts.length })}
        </Button>
      )}
      {sending && <p className="mt-3 text-muted">{t("sending")}</p>}
    </section>
  );
}
