/** A patch that does not fit its document, or is none. */
export class DoesNotApply extends Error {}

/** An object or a list; both are read and written by key here. */
export type Container = Record<string, unknown> | unknown[];

/** The keys that a JSON pointer (RFC 6901) steps through, the first the empty one of the whole document. */
export function keysOf(pointer: unknown): string[] {
  if (typeof pointer !== "string" || (pointer !== "" && !pointer.startsWith("/")))
    throw new DoesNotApply("no JSON pointer");
  const keys = pointer.split("/").map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"));
  // The library in AG-UI's reducer refuses these two.
  if (keys.some((key, index) => key === "__proto__" || (key === "prototype" && keys[index - 1] === "constructor")))
    throw new DoesNotApply("a key that must not be written");
  return keys;
}

export function indexOf(key: string): number {
  if (!/^(0|[1-9]\d{0,8})$/.test(key)) throw new DoesNotApply("no index of a list");
  return Number(key);
}

/** What a container has itself under a key. */
export function get(container: Container, key: string): unknown {
  const own = Array.isArray(container) ? indexOf(key) < container.length : Object.hasOwn(container, key);
  if (!own) throw new DoesNotApply("no such place");
  return (container as Record<string, unknown>)[key];
}

export function put(container: Container, key: string, value: unknown): void {
  (container as Record<string, unknown>)[key] = value;
}
