import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { z } from "zod";
import { migrationsFolder } from "../../../lib/db/migrations-folder";
import { POOL_SIZE } from "../../../lib/db/postgres";
import type { Context } from "../context";

const OLDEST = 15;
const MOST_SKEW_MS = 30_000;

/** One value of one row; queries without parameters only, which every pooler takes. */
export async function queryValue(client: Client, sql: string): Promise<string> {
  const { rows } = await client.query<{ value: unknown }>(sql);
  return String(rows[0]?.value ?? "");
}

export async function checkVersion({ findings }: Context, client: Client): Promise<void> {
  const number = Number(await queryValue(client, "select current_setting('server_version_num') as value"));
  const version = `${Math.floor(number / 10_000)}.${number % 10_000}`;
  if (number >= OLDEST * 10_000) return findings.ok("database.version", version);
  findings.fail("database.version", version, `Upgrade it to Postgres ${OLDEST} or newer.`);
}

const journalSchema = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

export async function checkMigrated({ findings }: Context, client: Client): Promise<void> {
  const text = readFileSync(join(migrationsFolder(), "meta/_journal.json"), "utf8");
  const { entries } = journalSchema.parse(JSON.parse(text));
  const hasTable = await queryValue(client, "select to_regclass('drizzle.__drizzle_migrations') is not null as value");
  const newest =
    hasTable === "true"
      ? Number(
          await queryValue(client, "select coalesce(max(created_at), 0) as value from drizzle.__drizzle_migrations"),
        )
      : 0;
  // As the migrator itself does: what is newer than the newest that was applied is applied.
  const missing = entries.filter(({ when }) => when > newest).map(({ tag }) => tag);
  const last = Math.max(...entries.map(({ when }) => when));
  if (missing.length > 0)
    return findings.fail(
      "database.migrated",
      `missing: ${missing.join(", ")}`,
      "npm run db:migrate (before the new release is started)",
    );
  findings.ok(
    "database.migrated",
    newest > last ? "newer than this release, which is fine: the last one goes on working" : `all ${entries.length}`,
  );
}

type Connections = { site: Client; own: Client; second: Client; hasDirect: boolean; host: string };

/**
 * Whether a connection is a session of its own. A transaction pooler gives its server connection to whoever begins next: two
 * of ours, one of them at rest, are then served by the same process of Postgres.
 */
export async function checkDirect({ findings }: Context, connections: Connections): Promise<void> {
  const { site, own, second, hasDirect, host } = connections;
  const name = hasDirect ? "DATABASE_DIRECT_URL" : "DATABASE_URL";
  const pid = "select pg_backend_pid() as value";
  const first = await queryValue(own, pid);
  if ((await queryValue(second, pid)) === first)
    return findings.fail(
      "database.direct",
      `${name} (${host}) leads to a transaction pooler`,
      "Set DATABASE_DIRECT_URL to the database itself, as the provider names it (Neon: the host without “-pooler”).",
    );
  const which = "select current_database() || ' ' || pg_postmaster_start_time()::text as value";
  if (hasDirect && (await queryValue(site, which)) !== (await queryValue(own, which)))
    return findings.fail(
      "database.direct",
      "DATABASE_URL and DATABASE_DIRECT_URL lead to different databases",
      "Set both to the same one: migrations would change the other.",
    );
  findings.ok("database.direct", `${name} is a session of its own`);
}

export async function checkDatabaseClock({ findings }: Context, client: Client): Promise<void> {
  const asked = Date.now();
  const theirs = Number(await queryValue(client, "select extract(epoch from clock_timestamp()) * 1000 as value"));
  const skew = (asked + Date.now()) / 2 - theirs;
  if (Math.abs(skew) <= MOST_SKEW_MS) return findings.ok("database.clock", "as this machine's");
  const seconds = Math.round(Math.abs(skew) / 1000);
  findings.warn(
    "database.clock",
    `this machine is ${seconds} s ${skew > 0 ? "ahead of" : "behind"} the database`,
    "Set the clock of whichever is wrong by NTP.",
  );
}

/** Two instances: a deploy starts the new one before it ends the old one. */
export async function checkConnections({ findings }: Context, client: Client): Promise<void> {
  const most = Number(
    await queryValue(
      client,
      `select least(
         (select setting::int from pg_settings where name = 'max_connections')
           - (select setting::int from pg_settings where name = 'superuser_reserved_connections'),
         (select coalesce(nullif(datconnlimit, -1), 2147483647) from pg_database where datname = current_database()),
         (select coalesce(nullif(rolconnlimit, -1), 2147483647) from pg_roles where rolname = current_user)
       ) as value`,
    ),
  );
  const instances = Math.floor(most / POOL_SIZE);
  const found = `${most} connections: ${instances} ${instances === 1 ? "instance" : "instances"} of ${POOL_SIZE}`;
  if (instances >= 2) return findings.ok("database.connections", found);
  findings.warn(
    "database.connections",
    found,
    "Raise max_connections or the role's limit, or put a pooler in front (DATABASE_URL) and the database itself into DATABASE_DIRECT_URL.",
  );
}
