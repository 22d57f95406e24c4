"use client";
import type { CopilotChatInputProps } from "@copilotkit/react-core/v2";
import { ArrowUp, LoaderCircle, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { presence } from "../api/presence";
import { usePresence } from "../api/use-presence";
import { cx } from "../ui/cx";
import { useSecondsUntil } from "../ui/use-seconds-until";
import { announce } from "./announce";
import { composerField, isComposerWanted } from "./composer-focus";
import { sendsMessage } from "./composer-keys";
import { useConversation, useDraft, useTurnsState } from "./conversation";
import { AskDecline } from "./interrupts/ask-decline";
import { useDeclineFirst } from "./interrupts/use-decline-first";
import { allowedFrom } from "./problem";

/** Set while the person is writing: the composer of the welcome screen is another one than that of the conversation. */
let keepFocus = false;

/** Where a message is written. While an answer is being written one can type on, but only stop, not send. */
export function Composer({ bottomAnchored, keyboardHeight = 0 }: CopilotChatInputProps) {
  const t = useTranslations("composer");
  const i = useTranslations("interrupts");
  const { agent, turns, warmUp } = useConversation();
  const { phase, stopping, problem } = useTurnsState(turns);
  const ended = usePresence() === "ended";
  const wait = useSecondsUntil(allowedFrom(problem));
  const { draft, setDraft, send } = useDraft();
  const declineFirst = useDeclineFirst();
  const field = useRef<HTMLTextAreaElement>(null);
  const composing = useRef(false);
  const hint = useId();
  const running = phase === "running";
  /** The text that one tried to send while that was not possible. */
  const [heldBack, setHeldBack] = useState<string | null>(null);
  const why = reason();
  if (heldBack !== null && (heldBack !== draft || why === null)) setHeldBack(null);

  /** Why nothing can be sent now; null when it can. */
  function reason(): string | null {
    if (phase !== "idle") return phase === "connecting" ? t("loading") : t("busy");
    if (ended) return t("signedOut");
    return wait > 0 ? t("wait", { seconds: wait }) : null;
  }

  useEffect(() => {
    const nothingFocused = document.activeElement === document.body || document.activeElement === null;
    // A keyboard that jumps up by itself hides half of a phone's screen.
    const hasKeyboard = window.matchMedia("(pointer: fine)").matches;
    const wanted = isComposerWanted() || nothingFocused;
    if (keepFocus || (wanted && hasKeyboard)) field.current?.focus({ preventScroll: true });
    keepFocus = false;
    composerField.current = field.current;
    return () => {
      composerField.current = null;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [draft]);

  const submit = () => {
    if (why !== null) {
      setHeldBack(draft);
      // Perhaps the person has signed in again elsewhere by now.
      if (ended) presence.check();
      return announce(why);
    }
    if (declineFirst.waits && draft.trim() !== "") return declineFirst.ask();
    keepFocus = !bottomAnchored;
    send();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { isComposing } = event.nativeEvent;
    if (!sendsMessage({ ...pickKey(event), isComposing }, composing.current)) return;
    event.preventDefault();
    submit();
  };

  return (
    <div
      className={cx(
        "pointer-events-auto w-full",
        bottomAnchored && "bg-linear-to-t from-bg from-75% to-transparent px-4 pt-6 pb-safe",
      )}
      style={keyboardHeight > 0 ? { transform: `translateY(-${keyboardHeight}px)` } : undefined}
    >
      {declineFirst.asking && (
        <AskDecline
          onDecline={() => {
            declineFirst.decline();
            field.current?.focus();
          }}
          onBack={() => {
            declineFirst.back();
            field.current?.focus();
          }}
        />
      )}
      <form
        className="mx-auto flex w-full max-w-3xl items-end gap-2 rounded-3xl border border-line-strong bg-raised py-1.5 pr-1.5 pl-4 shadow-sm transition-shadow focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <textarea
          ref={field}
          data-testid="composer"
          aria-label={t("label")}
          aria-describedby={hint}
          placeholder={t("placeholder", { name: agent.name })}
          rows={1}
          value={draft}
          enterKeyHint="send"
          // Not on focus, which a new page gives it by itself.
          onPointerDown={warmUp}
          onChange={(event) => {
            warmUp();
            setDraft(event.target.value);
          }}
          onKeyDown={onKeyDown}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={() => {
            composing.current = false;
          }}
          className="composer-field max-h-52 min-h-9 min-w-0 flex-1 resize-none overflow-y-auto bg-transparent py-1.5 text-base leading-6 text-ink outline-none placeholder:text-muted"
        />
        {running ? (
          <button
            key="action"
            type="button"
            data-testid="stop"
            disabled={stopping}
            aria-label={stopping ? t("stopping") : t("stop")}
            title={stopping ? t("stopping") : t("stop")}
            // The second click of a double click on Send lands here.
            onClick={(event) => {
              if (event.detail > 1) return;
              turns.stop();
              // This button is about to go, and the focus with it.
              field.current?.focus();
            }}
            className={ACTION}
          >
            {stopping ? (
              <LoaderCircle size={18} aria-hidden="true" className="spin" />
            ) : (
              <Square size={14} aria-hidden="true" fill="currentColor" />
            )}
          </button>
        ) : (
          <button
            key="action"
            type="submit"
            data-testid="send"
            disabled={phase !== "idle" || wait > 0 || draft.trim() === ""}
            aria-label={t("send")}
            title={t("send")}
            className={ACTION}
          >
            <ArrowUp size={18} aria-hidden="true" />
          </button>
        )}
      </form>
      <p className="mx-auto max-w-3xl px-2 pt-2 pb-3 text-center text-xs text-muted">
        {/* Said by `announce`: as a description it would be read out once more with the field. */}
        {heldBack !== null ? (
          <span data-testid="held-back" aria-hidden="true" className="font-medium text-ink">
            {why}
          </span>
        ) : declineFirst.holds ? (
          <span data-testid="sends-soon" aria-hidden="true" className="font-medium text-ink">
            {i("sendsSoon")}
          </span>
        ) : (
          <>
            <span id={hint} className="hidden sm:inline">
              {t("hint")}{" "}
            </span>
            {t("notice")}
          </>
        )}
      </p>
    </div>
  );
}

const ACTION =
  "flex size-9 shrink-0 cursor-pointer items-center justify-center rounded-full bg-accent text-on-accent transition-colors " +
  "hover:bg-accent-strong disabled:cursor-not-allowed disabled:bg-line disabled:text-muted";

function pickKey({ key, shiftKey, altKey, keyCode }: KeyboardEvent) {
  return { key, shiftKey, altKey, keyCode };
}
