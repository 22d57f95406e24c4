import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({ nextAuthSecret: z.string(), tokenKey: z.string(), sessionIdKey: z.string() });

export type LocalSecrets = z.infer<typeof schema>;

/**
 * The secrets of a development machine: made once and kept beside the data they protect, so that a restart keeps
 * everybody signed in. Never used in production, where each must be set.
 *
 * @param dataDir `DATA_DIR`; `secrets.json` in it is made with mode 600 when missing
 */
export function loadLocalSecrets(dataDir: string): LocalSecrets {
  const file = join(dataDir, "secrets.json");
  const found = readIfThere(file);
  if (found) return found;
  const key = () => randomBytes(32).toString("base64url");
  const made: LocalSecrets = { nextAuthSecret: key(), tokenKey: key(), sessionIdKey: key() };
  mkdirSync(dataDir, { recursive: true });
  // `next dev` evaluates the server in more than one process at a time: the first to rename wins, the others read it.
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  const winner = readIfThere(file);
  if (winner) return winner;
  renameSync(draft, file);
  return readIfThere(file) ?? made;
}

function readIfThere(file: string): LocalSecrets | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}
