import "server-only";
import { getConfig } from "../config";
import { openEmbedded } from "./embedded";
import { openPostgres } from "./postgres";
import type { Database, OpenDatabase } from "./types";

// A promise on globalThis, made on first use: Next bundles instrumentation, pages and routes apart, and evaluates the
// server in more than one process during a build, where opening PGlite would corrupt or block it.
const DATABASE = Symbol.for("agentcore-chat.database");
type Holder = { [DATABASE]?: Promise<OpenDatabase> };

/** The open database; opened (and, when embedded, migrated) by the first caller. A failed opening is tried again. */
export function openDatabase(): Promise<OpenDatabase> {
  const holder = globalThis as Holder;
  holder[DATABASE] ??= open().catch((error: unknown) => {
    delete holder[DATABASE];
    throw error;
  });
  return holder[DATABASE];
}

export async function database(): Promise<Database> {
  return (await openDatabase()).db;
}

async function open(): Promise<OpenDatabase> {
  const { database: settings } = getConfig();
  return settings.kind === "postgres"
    ? openPostgres(settings.url, { pooler: settings.pooler })
    : await openEmbedded(settings.dataDir);
}
