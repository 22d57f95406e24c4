import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { describeMigrationFailure } from "./migration-failure";
import { migratePostgres, openPostgres } from "./postgres";
import { createPostgresDatabase, hasPostgres } from "./testing";

it.runIf(await hasPostgres())("says what Postgres says, and of which statement", async () => {
  const { url, drop } = await createPostgresDatabase();
  try {
    await migratePostgres(url);
    const open = openPostgres(url);
    await open.db.execute(
      sql`delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)`,
    );
    await open.close();
    const error: unknown = await migratePostgres(url).catch((reason: unknown) => reason);
    expect(describeMigrationFailure(error)).toMatch(/^.+ already exists \(42\w{3}\)\nFailed query: /);
    expect(describeMigrationFailure(error)).not.toContain("params");
  } finally {
    await drop();
  }
});

it("leaves other errors as they are", () => {
  expect(describeMigrationFailure(new Error("getaddrinfo ENOTFOUND db"))).toBe("getaddrinfo ENOTFOUND db");
  expect(describeMigrationFailure("gone")).toBe("gone");
});
