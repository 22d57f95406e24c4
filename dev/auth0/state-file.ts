import { readFile, rename } from "node:fs/promises";
import { writePrivateFile } from "./private-file";

export interface StateFile {
  /** Something changed: write within 100 ms. */
  touch(): void;
  /** Resolves when everything changed so far is on disk. Callers at the same time share one write. */
  flush(): Promise<void>;
}

/**
 * Reads what an earlier process left.
 *
 * A damaged file is set aside under a new name and reported, instead of ending the start: what is lost is sign-ins on
 * a developer's machine.
 *
 * @returns undefined when there is none (or no usable one)
 */
export async function readState<T>(
  path: string,
  parse: (text: string) => T,
  onDamaged: (keptAs: string, cause: unknown) => void,
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return parse(text);
  } catch (cause) {
    const keptAs = `${path}.damaged-${Date.now()}`;
    await rename(path, keptAs);
    onDamaged(keptAs, cause);
    return undefined;
  }
}

/**
 * Keeps a file equal to something in memory.
 *
 * @param serialise called for each write, synchronously, so that a write is one consistent moment
 * @param onError told when a write that nobody waits for fails; the next change tries again
 */
export function createStateFile(path: string, serialise: () => string, onError: (error: unknown) => void): StateFile {
  let dirty = false;
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // Writers take turns: two at once would share the temporary file.
    while (writing) await writing.catch(() => {});
    if (!dirty) return;
    dirty = false;
    writing = writePrivateFile(path, serialise());
    try {
      await writing;
    } catch (error) {
      dirty = true;
      throw error;
    } finally {
      writing = undefined;
    }
  }

  return {
    touch() {
      dirty = true;
      timer ??= setTimeout(() => void flush().catch(onError), 100).unref();
    },
    flush,
  };
}
