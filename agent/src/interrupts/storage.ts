import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Storage } from "@strands-agents/sdk/storage";
import type { Logger } from "../log.ts";

/** Small texts under keys, each replaced as a whole. */
export type RecordStorage = {
  /** The text, `undefined` when there is none. Rejects when the storage does not answer. */
  read: (key: string) => Promise<string | undefined>;
  /** Rejects when the text may not have been kept. */
  write: (key: string, text: string) => Promise<void>;
};

const FOLDER = "interrupts";
/** A person waits for an answer of the agent meanwhile. */
const LIMIT_MS = 5000;
const KEPT_MS = 30 * 24 * 3600_000;
const SWEEP_MS = 3600_000;

/**
 * The place that `SESSION_STORAGE` names: a folder, such as AgentCore's session storage, or `s3://bucket/prefix`. In a
 * folder a file is replaced in one step and goes after 30 days; in S3 a lifecycle rule of the bucket does that.
 *
 * @param region of the bucket
 */
export async function openStorage(location: string, log: Logger, region?: string): Promise<RecordStorage> {
  const { LocalFileStorage, S3Storage } = await import("@strands-agents/sdk/storage");
  const bucket = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location);
  if (bucket) {
    const [, name = "", prefix = ""] = bucket;
    return over(new S3Storage(name, { prefix, ...(region && { region }) }));
  }
  const storage = over(new LocalFileStorage(location));
  let sweptAt = 0;
  return {
    ...storage,
    write: async (key, text) => {
      await storage.write(key, text);
      if (Date.now() - sweptAt < SWEEP_MS) return;
      sweptAt = Date.now();
      await sweep(join(location, FOLDER)).catch((err: unknown) =>
        log.warn({ err }, "old records could not be removed"),
      );
    },
  };
}

function over(storage: Storage): RecordStorage {
  const path = (key: string) => `${FOLDER}/${key}.json`;
  return {
    read: async (key) => {
      const bytes = await inTime(storage.read(path(key)));
      return bytes ? new TextDecoder().decode(bytes) : undefined;
    },
    write: (key, text) => inTime(storage.write(path(key), new TextEncoder().encode(text))),
  };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the session storage did not answer in ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Removes what has not been written for too long, half-written files that a crash left behind among them. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (Date.now() - (await stat(file)).mtimeMs > KEPT_MS) await rm(file, { force: true });
  }
}
