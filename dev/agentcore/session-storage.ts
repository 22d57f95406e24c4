import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RuntimeOptions } from "./options.ts";

type Declared = Pick<RuntimeOptions, "arn" | "sessionStorageDir">;

/** The folder of one session, which outlives its process and its disk; `undefined` when the runtime declares none. */
function folderOf({ arn, sessionStorageDir }: Declared, sessionId: string): string | undefined {
  const name = createHash("sha256").update(`${arn}\n${sessionId}`).digest("hex").slice(0, 32);
  return sessionStorageDir && join(sessionStorageDir, name);
}

/** Declared session storage as the agent finds it: a folder that is there, as the service mounts it. */
export async function mountStorage(runtime: Declared, sessionId: string): Promise<Record<string, string>> {
  const folder = folderOf(runtime, sessionId);
  if (folder === undefined) return {};
  await mkdir(folder, { recursive: true });
  return { SESSION_STORAGE: folder };
}

/** Removes what a session has stored. */
export async function wipeStorage(runtime: Declared, sessionId: string): Promise<void> {
  const folder = folderOf(runtime, sessionId);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
