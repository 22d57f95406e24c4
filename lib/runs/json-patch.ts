import { isDeepStrictEqual } from "node:util";
import { MAX_DEPTH, MAX_EVENT_CHARS } from "../agentcore/event-limits";
import { type Measure, measure } from "./json-measure";
import { type Container, DoesNotApply, get, indexOf, keysOf, put } from "./json-pointer";

const MAX_OPERATIONS = 1_000;
/** AG-UI's library copies the whole document for each `copy` and `move`, to see whether its source exists. */
const MAX_COPIED_CHARS = 16 * MAX_EVENT_CHARS;

/** A patch that an agent sends to hurt: small itself, it makes a document that nobody can hold. */
export class TooMuch extends Error {}

/**
 * Applies a JSON Patch (RFC 6902) within limits. What it accepts, the library in AG-UI's reducer accepts as well, with the
 * same outcome; that one logs whole documents when a patch does not apply, makes a circle of a `move` from the root, and
 * lets thirty small `copy` operations fill the memory.
 *
 * The document and the patch stay as they are: what a patch changes is copied first.
 *
 * @param size the characters of the document, at most
 * @returns the new document, and the characters it is longer by, at most
 * @throws DoesNotApply, TooMuch
 */
export function applyJsonPatch(
  document: unknown,
  patch: unknown,
  size: number,
): { document: unknown; added: number; copied: number } {
  if (!Array.isArray(patch)) throw new DoesNotApply("no list of operations");
  if (patch.length > MAX_OPERATIONS) throw new TooMuch(`a patch of ${patch.length} operations`);
  // The empty key: a pointer splits into an empty piece and its keys.
  const root: Record<string, unknown> = { "": document };
  const ours = new Set<unknown>([root]);
  let [added, copied, work] = [0, 0, 0];

  /** The place that a pointer names, everything on the way to it ours to change. */
  const place = (pointer: unknown) => {
    const keys = keysOf(pointer);
    let parent: Container = root;
    for (const key of keys.slice(0, -1)) {
      const child = get(parent, key);
      if (typeof child !== "object" || child === null) throw new DoesNotApply("nothing to step into");
      const own = ours.has(child) ? child : Array.isArray(child) ? [...child] : { ...child };
      ours.add(own);
      put(parent, key, own);
      parent = own as Container;
    }
    return { parent, key: keys.at(-1) ?? "", level: keys.length - 1 };
  };
  const count = (level: number, value: Measure) => {
    if (level + value.depth > MAX_DEPTH) throw new TooMuch(`a patch nests deeper than ${MAX_DEPTH} levels`);
    added += value.size;
    if (added > MAX_EVENT_CHARS) throw new TooMuch(`a patch adds more than ${MAX_EVENT_CHARS} characters`);
  };
  const add = (path: unknown, value: unknown, measured: Measure) => {
    const { parent, key, level } = place(path);
    count(level, { ...measured, size: measured.size + key.length + 4 });
    if (!Array.isArray(parent)) return put(parent, key, value);
    const index = key === "-" ? parent.length : indexOf(key);
    if (index > parent.length) throw new DoesNotApply("beyond the end of a list");
    parent.splice(index, 0, value);
  };
  const remove = (path: unknown) => {
    const { parent, key } = place(path);
    get(parent, key);
    if (parent === root) put(root, key, null);
    else if (Array.isArray(parent)) parent.splice(indexOf(key), 1);
    else delete (parent as Record<string, unknown>)[key];
  };
  const read = (path: unknown): unknown => {
    const { parent, key } = place(path);
    return get(parent, key);
  };
  const source = (from: unknown) => {
    work += size + added;
    if (work > MAX_COPIED_CHARS) throw new TooMuch("a patch moves too much");
    const value = read(from);
    return { value, measured: measure(value) };
  };

  for (const operation of patch) {
    const { op, path, from, value } = (operation ?? {}) as Record<string, unknown>;
    if (value === undefined && (op === "add" || op === "replace" || op === "test")) throw new DoesNotApply("no value");
    if (op === "add") add(path, value, measure(value));
    else if (op === "remove") remove(path);
    else if (op === "replace") {
      const { parent, key, level } = place(path);
      get(parent, key);
      count(level, measure(value));
      put(parent, key, value);
    } else if (op === "test") {
      if (!isDeepStrictEqual(read(path), value)) throw new DoesNotApply("a test failed");
    } else if (op === "copy") {
      const { value: found, measured } = source(from);
      copied += measured.size;
      // Not the same object: a later operation may change one of the two.
      add(path, JSON.parse(JSON.stringify(found)), measured);
    } else if (op === "move") {
      if (from === "") throw new DoesNotApply("the document cannot be moved into itself");
      const { value: found, measured } = source(from);
      place(path);
      remove(from);
      add(path, found, measured);
    } else throw new DoesNotApply("no such operation");
  }
  return { document: root[""], added, copied };
}
