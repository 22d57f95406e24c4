"use client";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "../../ui/button";
import { isComposing } from "../../ui/composing";
import { announce } from "../announce";
import { focusComposer } from "../composer-focus";
import { sendsMessage } from "../composer-keys";
import { useConversation, useTurnsState } from "../conversation";
import { effectsIn } from "./answers";
import { ConfirmEffects } from "./confirm-effects";

/** The box in which a question is said differently. Enter saves as it sends in the composer; Escape leaves it as it was. */
export function MessageEditor({ messageId, original }: { messageId: string; original: string }) {
  const t = useTranslations("message");
  const c = useTranslations("composer");
  const { agent, turns, editing } = useConversation();
  const { phase } = useTurnsState(turns);
  const text = useSyncExternalStore(
    editing.subscribe,
    () => editing.get()?.text ?? original,
    () => original,
  );
  const [effects, setEffects] = useState<string[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const composing = useRef(false);

  useEffect(() => {
    const area = field.current;
    if (!area || !editing.takesFocus(messageId, "box")) return;
    area.focus({ preventScroll: true });
    area.setSelectionRange(area.value.length, area.value.length);
  }, [editing, messageId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [text]);

  const saveAnyway = () => {
    if (!turns.edit(messageId, text.trim())) return;
    editing.close();
    focusComposer();
  };
  const save = () => {
    if (text.trim() === "") return;
    if (text.trim() === original.trim()) return editing.cancel();
    if (phase === "running") return announce(c("busy"));
    const messages = turns.messages();
    const later = messages.slice(messages.findIndex(({ id }) => id === messageId) + 1);
    const used = effectsIn(later, agent.readOnlyTools);
    if (used.length > 0) setEffects(used);
    else saveAnyway();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, shiftKey, altKey, keyCode } = event;
    const native = event.nativeEvent;
    // Escape takes back a conversion before it takes back an edit.
    if (key === "Escape" && !isComposing(native) && !composing.current) return editing.cancel();
    const pressed = { key, shiftKey, altKey, keyCode, isComposing: native.isComposing };
    if (!sendsMessage(pressed, composing.current)) return;
    event.preventDefault();
    save();
  };

  return (
    <form
      className="w-full"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className="rounded-2xl border border-line-strong bg-raised px-4 py-2.5 focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25">
        <textarea
          ref={field}
          data-testid="edit-input"
          aria-label={t("editLabel")}
          rows={1}
          value={text}
          onChange={(event) => {
            editing.type(event.target.value);
            setEffects([]);
          }}
          onKeyDown={onKeyDown}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={() => {
            composing.current = false;
          }}
          className="composer-field max-h-80 w-full resize-none overflow-y-auto bg-transparent text-base leading-6 text-ink outline-none"
        />
      </div>
      {effects.length > 0 ? (
        <ConfirmEffects
          tools={effects}
          of="later"
          busy={phase !== "idle"}
          onContinue={saveAnyway}
          onCancel={() => {
            setEffects([]);
            field.current?.focus();
          }}
        />
      ) : (
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button kind="quiet" data-testid="edit-cancel" onClick={editing.cancel}>
            {t("cancel")}
          </Button>
          <Button
            kind="primary"
            type="submit"
            data-testid="edit-save"
            disabled={phase !== "idle" || text.trim() === ""}
          >
            {t("save")}
          </Button>
        </div>
      )}
    </form>
  );
}
