import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { REPOSITORY } from "../../dev/start/stack";

/** The Postgres that tests may make databases on; CI has one, a laptop may not. */
const TEST_POSTGRES = process.env.TEST_DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";

export type Rows = Record<string, unknown>[];

async function ask(url: string, statement: string, values: unknown[] = []): Promise<Rows> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows as Rows;
  } finally {
    await client.end();
  }
}

/**
 * Whether the test Postgres answers.
 *
 * @throws in CI when it does not: a test that skips itself there would be green for nothing
 */
export async function hasPostgres(): Promise<boolean> {
  try {
    await ask(TEST_POSTGRES, "select 1");
    return true;
  } catch (error) {
    if (process.env.CI) throw new Error("Postgres cannot be reached, and CI must test on it", { cause: error });
    return false;
  }
}

export type TestDatabase = {
  url: string;
  query: (statement: string, values?: unknown[]) => Promise<Rows>;
  drop: () => Promise<void>;
};

/** An empty database on the test server. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `chat_e2e_${randomUUID().replaceAll("-", "")}`;
  await ask(TEST_POSTGRES, `create database ${name}`);
  const url = new URL(TEST_POSTGRES);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (statement, values) => ask(url.href, statement, values),
    drop: async () => {
      await ask(TEST_POSTGRES, `drop database if exists ${name} with (force)`);
    },
  };
}

/** `npm run db:migrate` in a process of its own. @throws with what it said when it failed */
export function migrate(databaseUrl: string): Promise<void> {
  const tsx = join("node_modules", "tsx", "dist", "cli.mjs");
  const child = spawn(process.execPath, [tsx, "--conditions=react-server", join("lib", "db", "migrate.cli.ts")], {
    cwd: REPOSITORY,
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", DATABASE_URL: databaseUrl },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`migration ended with ${code}: ${said}`)),
    );
  });
}
