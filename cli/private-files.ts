import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError } from "./io";

type Warn = (sentence: string) => void;

const POSIX = process.platform !== "win32";
const OTHERS = 0o077;
const FILE = 0o600;
const FOLDER = 0o700;

/**
 * The text of a file that is this person's alone, null when there is none.
 *
 * A mode that lets others in is put right, with a warning: they may have read it. A file of somebody else, or a link or anything
 * else in its place, is refused: whoever put it there would choose what we trust.
 *
 * @throws CliError `PRIVATE_FILE`
 */
export async function readPrivateFile(path: string, warn: Warn): Promise<string | null> {
  if (!(await tighten(dirname(path), FOLDER, warn))) return null;
  if (!(await tighten(path, FILE, warn))) return null;
  const handle = await open(path, constants.O_RDONLY | (POSIX ? constants.O_NOFOLLOW : 0));
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a private file whole, or not at all: a crash at any moment leaves the old or the new text. The file has mode 600 and
 * its folder 700 from the first moment on.
 */
export async function writePrivateFile(path: string, text: string, warn: Warn): Promise<void> {
  await privateFolder(dirname(path), warn);
  const temporary = `${path}.${randomUUID()}.tmp`;
  const handle = await open(temporary, "wx", FILE);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes a folder that only this person may enter, or checks that it is one. */
export async function privateFolder(path: string, warn: Warn): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { mode: FOLDER }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await tighten(path, FOLDER, warn);
}

/** @returns false when there is no such path */
async function tighten(path: string, mode: number, warn: Warn): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (!found) return false;
  if (found.isSymbolicLink()) throw refused(path, "is a link");
  if (mode === FOLDER ? !found.isDirectory() : !found.isFile())
    throw refused(path, mode === FOLDER ? "is no folder" : "is no file");
  if (!POSIX) return true;
  if (found.uid !== process.getuid?.()) throw refused(path, "belongs to somebody else");
  if ((found.mode & OTHERS) === 0) return true;
  await chmod(path, mode);
  const was = (found.mode & 0o777).toString(8);
  warn(
    `${path} was open to other users of this machine (mode ${was}); it now has ${mode.toString(8)}. If they should not have seen it, sign in again.`,
  );
  return true;
}

function refused(path: string, why: string): CliError {
  return new CliError("PRIVATE_FILE", `${path} ${why}, so it is not used. Remove it and try again.`);
}
