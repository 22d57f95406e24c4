/** The composer's field while there is one: where the focus goes when what had it is gone from the page. */
export const composerField: { current: HTMLTextAreaElement | null } = { current: null };

/** Moves the focus there; not where that would bring up an on-screen keyboard over half of the page. */
export function focusComposer(): void {
  if (window.matchMedia("(pointer: fine)").matches) composerField.current?.focus({ preventScroll: true });
}
