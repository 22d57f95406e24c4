/** The composer's field while there is one: where the focus goes when what had it is gone from the page. */
export const composerField: { current: HTMLTextAreaElement | null } = { current: null };

/** Moves the focus there; not where that would bring up an on-screen keyboard over half of the page. */
export function focusComposer(): void {
  if (window.matchMedia("(pointer: fine)").matches) composerField.current?.focus({ preventScroll: true });
}

let wanted = false;

/** A new chat was asked for: its composer, which is not there yet, is to take the focus from the button. */
export function wantComposer(): void {
  wanted = true;
}

/** Whether a composer that has just appeared was waited for; asked once. */
export function isComposerWanted(): boolean {
  const was = wanted;
  wanted = false;
  return was;
}
