import { createHash, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import { Client } from "pg";
import { openEmbedded } from "./embedded";
import { migrationsFolder } from "./migrations-folder";
import { migratePostgres, openPostgres } from "./postgres";
import { rateLimit } from "./safety-schema";
import { schema } from "./schema";
import type { Database } from "./types";

/** The Postgres that tests may make databases on; CI has one, a laptop may not. */
const TEST_POSTGRES = process.env.TEST_DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";

export type TestDatabase = { db: Database; drop: () => Promise<void> };

/** Puts a fresh, migrated embedded database into a data folder, where `openEmbedded` finds it: a copy, since making one takes seconds. */
export async function layEmbedded(dataDir: string): Promise<void> {
  cpSync(await embeddedTemplate(), join(dataDir, "db"), { recursive: true });
}

/** A fresh, migrated embedded database in a folder of its own. */
export async function embeddedTestDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "chat-db-"));
  await layEmbedded(folder);
  const open = await openEmbedded(folder);
  return {
    db: open.db,
    drop: async () => {
      await open.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let template: Promise<string> | undefined;

/** The folder of an empty database that has these migrations; made once, by whichever test process needs it first. */
function embeddedTemplate(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  const hash = createHash("sha256").update(process.versions.node);
  for (const file of readdirSync(migrationsFolder()).sort())
    if (file.endsWith(".sql")) hash.update(readFileSync(join(migrationsFolder(), file)));
  const cache = join(process.cwd(), "node_modules", ".cache", "agentcore-chat");
  const made = join(cache, `db-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(made)) return made;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "making-"));
  await (await openEmbedded(folder)).close();
  try {
    // Whole or not at all: of several that make it at the same time one is kept.
    renameSync(join(folder, "db"), made);
  } catch (error) {
    if (!existsSync(made)) throw error;
  }
  rmSync(folder, { recursive: true, force: true });
  return made;
}

/** Makes an empty database on the test server and gives its address. */
export async function createPostgresDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `chat_test_${randomUUID().replaceAll("-", "")}`;
  await admin(`create database ${name}`);
  const url = new URL(TEST_POSTGRES);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => admin(`drop database if exists ${name} with (force)`) };
}

/** A fresh, migrated database on the test server. */
export async function postgresTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createPostgresDatabase();
  await migratePostgres(url);
  const open = openPostgres(url);
  return {
    db: open.db,
    drop: async () => {
      await open.close();
      await drop();
    },
  };
}

/**
 * Whether the test Postgres answers. In CI it must: a suite that skips itself there would be green for nothing.
 *
 * @throws in CI when it does not answer
 */
export async function hasPostgres(): Promise<boolean> {
  try {
    await admin("select 1");
    return true;
  } catch (error) {
    if (process.env.CI) throw new Error("Postgres cannot be reached, and CI must test on it", { cause: error });
    return false;
  }
}

async function admin(statement: string): Promise<void> {
  const client = new Client({ connectionString: TEST_POSTGRES, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Every row of every table, with the table's name before it; but for limits, which are counted with each request. */
export async function everyRow(db: Database): Promise<string[]> {
  const tables = Object.values(schema).filter((table) => table !== rateLimit);
  const all = tables.map((table) => {
    const { name } = getTableConfig(table);
    return sql`select ${sql.raw(`'${name} '`)} || t::text as row from ${sql.identifier(name)} t`;
  });
  const result = await db.execute(sql`${sql.join(all, sql` union all `)} order by 1`);
  return (result as unknown as { rows: { row: string }[] }).rows.map(({ row }) => row);
}
