"use client";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { isComposing } from "../ui/composing";
import { useSidebar } from "./sidebar-context";

type Props = {
  id: string;
  title: string;
  label: string;
  /** @param name the new name, or null when there is none; @param byKey whether the focus is still here */
  onDone: (name: string | null, byKey: boolean) => void;
};

/** The name of a conversation in its row, being changed. Enter and leaving the field keep it, Escape does not. */
export function RenameField({ id, title, label, onDone }: Props) {
  const { renameDraft } = useSidebar();
  // Set when this row has been made anew while its name was being typed.
  const [typed] = useState(() => renameDraft.of(id));
  const [name, setName] = useState(typed ?? title);
  const field = useRef<HTMLInputElement>(null);
  const composing = useRef(false);
  const done = useRef(false);
  useEffect(() => {
    field.current?.focus();
    // Selected, the next letter would take the place of what is typed already.
    if (typed === null) field.current?.select();
    else field.current?.setSelectionRange(typed.length, typed.length);
  }, [typed]);
  // Before the goodbye of this field's row the new row has read it, since rendering comes before effects.
  useLayoutEffect(() => renameDraft.keep(id, name), [renameDraft, id, name]);
  const finish = (keep: boolean, byKey: boolean) => {
    // Going away takes the focus from the field, which would be a second end.
    if (done.current) return;
    done.current = true;
    const next = name.trim();
    onDone(keep && next !== "" && next !== title ? next : null, byKey);
  };
  return (
    <input
      ref={field}
      type="text"
      data-testid="rename-input"
      aria-label={label}
      value={name}
      maxLength={200}
      autoComplete="off"
      enterKeyHint="done"
      onChange={({ target }) => setName(target.value)}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={() => {
        composing.current = false;
      }}
      onKeyDown={(event) => {
        if (composing.current || isComposing(event.nativeEvent)) return;
        if (event.key !== "Enter" && event.key !== "Escape") return;
        // Escape is not for the drawer.
        event.preventDefault();
        finish(event.key === "Enter", true);
      }}
      onBlur={() => finish(true, false)}
      className="mx-1 min-h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-bg px-1.5 text-base text-ink sm:text-sm"
    />
  );
}
