import { open, rename } from "node:fs/promises";

/**
 * Replaces a file so that a crash at any moment leaves either the old or the new text, readable by its owner only.
 * Writers of the same path must take turns: they share the temporary file.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, "w", 0o600);
  try {
    // A temporary file left by a crash keeps the mode it had; `open` would not correct it.
    await handle.chmod(0o600);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}
