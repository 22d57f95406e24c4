// One region says what happens in passing ("Copied"): a page with several of them talks over itself.
const listeners = new Set<(text: string) => void>();

/** Has a text read out by the page's `Spoken` region; the same text twice is read twice. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text);
}

/** Hears what is announced. @returns how to end that */
export function onAnnouncement(listener: (text: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
