import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Client, Pool } from "pg";
import { log } from "../log";
import { migrationsFolder } from "./migrations-folder";
import { quietQueryErrors } from "./quiet-errors";
import { schema } from "./schema";
import type { Database, OpenDatabase } from "./types";

/** Connections that each process of the site opens at most. */
export const POOL_SIZE = 10;

/** Any number serves, as long as every process that migrates this database takes the same one. */
const MIGRATION_LOCK = 4_020_301;

/**
 * What one frozen process or one dead connection may cost the others, in milliseconds. A pooler refuses settings that come
 * with a connection, and has its own.
 */
const SERVER_LIMITS = {
  statement_timeout: 30_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
};

/**
 * Opens a pool on Postgres 15 or newer. Migrations are not run here: see `migratePostgres`.
 *
 * @param options.pooler `url` leads to a transaction pooler, and another address to the database itself
 */
export function openPostgres(url: string, options: { pooler: boolean } = { pooler: false }): OpenDatabase {
  quietQueryErrors();
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: 10_000,
    // A network that swallows packets would otherwise be waited for until the kernel gives up, after many minutes.
    query_timeout: 35_000,
    keepAlive: true,
    ...(options.pooler ? {} : SERVER_LIMITS),
  });
  // Without a listener an idle connection that the server closes ends the process.
  pool.on("error", (error) => log.warn({ err: error.message }, "idle database connection failed"));
  return { db: drizzle(pool, { schema }), close: () => pool.end() };
}

/**
 * Applies the SQL migrations on one connection under a session lock: drizzle's migrator takes none
 * (drizzle-team/drizzle-orm #874), and several instances may be deployed at once.
 *
 * @param url a direct connection, not a transaction pooler's: the lock lives in the session
 * @returns how many were applied now
 */
export async function migratePostgres(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const db = drizzle(client, { schema });
    const before = await readApplied(db);
    await migrate(db, { migrationsFolder: migrationsFolder() });
    return (await readApplied(db)).count - before.count;
  } finally {
    await client.end();
  }
}

/** How many migrations the database has, and when the newest of them was made (ms); zeros for one that has none. */
async function readApplied(db: Pick<Database, "execute">): Promise<{ count: number; newest: number }> {
  const table = await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') as name`);
  if (!(table as unknown as { rows: { name: string | null }[] }).rows[0]?.name) return { count: 0, newest: 0 };
  const result = await db.execute(
    sql`select count(*)::int as count, max(created_at)::text as newest from drizzle.__drizzle_migrations`,
  );
  const [row] = (result as unknown as { rows: { count: number; newest: string | null }[] }).rows;
  return { count: row?.count ?? 0, newest: Number(row?.newest ?? 0) };
}

/** True when every migration of this release is applied; a newer database is fine (each is safe for the release before). */
export async function isMigrated({ db }: OpenDatabase): Promise<boolean> {
  const journal = JSON.parse(readFileSync(join(migrationsFolder(), "meta/_journal.json"), "utf8")) as {
    entries: { when: number }[];
  };
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  return (await readApplied(db)).newest >= newest;
}
