import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { createDatabase, hasPostgres, migrate } from "../support/database";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");

test("five processes that migrate an empty database at once end with one schema", async () => {
  const database = await createDatabase();
  try {
    await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)));
    const journal = JSON.parse(readFileSync("lib/db/migrations/meta/_journal.json", "utf8")) as { entries: unknown[] };
    const [{ applied } = {}] = await database.query(
      "select count(*)::int as applied from drizzle.__drizzle_migrations",
    );
    expect(applied).toBe(journal.entries.length);
    const tables = await database.query("select tablename from pg_tables where schemaname = 'public'");
    expect(tables.map((row) => row.tablename)).toEqual(expect.arrayContaining(["thread", "message", "run"]));
  } finally {
    await database.drop();
  }
});
