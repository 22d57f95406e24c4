/** What a browser's storage gave, or null: it can be switched off, full, or throw on mere access, and nothing kept there is worth failing for. */
export function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Removes all whose name begins so. */
export function removeAll(prefix: string, open: () => Pick<Storage, "key" | "length" | "removeItem">): void {
  attempt(() => {
    const store = open();
    const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
    for (const key of keys) if (key?.startsWith(prefix)) store.removeItem(key);
  });
}
