/** The composer's field while there is one: where the focus goes when what had it is gone from the page. */
export const composerField: { current: HTMLTextAreaElement | null } = { current: null };

export function focusComposer(): void {
  composerField.current?.focus({ preventScroll: true });
}
