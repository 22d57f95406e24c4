import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { openEmbedded } from "./embedded";
import journal from "./migrations/meta/_journal.json";
import { isMigrated, migratePostgres, openPostgres } from "./postgres";
import { createPostgresDatabase, hasPostgres } from "./testing";

it("opens the embedded database once, says who has it, keeps what was written", async () => {
  const folder = mkdtempSync(join(tmpdir(), "embedded-"));
  try {
    const first = await openEmbedded(folder);
    await first.db.execute(
      sql`insert into auth_session (sid, user_id, name, tokens, access_exp, absolute_exp) values ('s', 'u', 'n', 't', now(), now())`,
    );
    await expect(openEmbedded(folder)).rejects.toThrow(new RegExp(`process ${process.pid} on .*DATABASE_URL`));
    await first.close();
    const again = await openEmbedded(folder);
    expect((await again.db.execute(sql`select sid from auth_session`)) as unknown).toMatchObject({
      rows: [{ sid: "s" }],
    });
    await again.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it.runIf(await hasPostgres())("migrates an empty Postgres from five sides at once into one schema", async () => {
  const { url, drop } = await createPostgresDatabase();
  try {
    const open = openPostgres(url);
    expect(await isMigrated(open)).toBe(false);
    const applied = await Promise.all(Array.from({ length: 5 }, () => migratePostgres(url)));
    expect(applied.toSorted()).toEqual([0, 0, 0, 0, journal.entries.length]);
    expect(await isMigrated(open)).toBe(true);
    expect(
      (await open.db.execute(sql`select count(*)::int as n from drizzle.__drizzle_migrations`)) as unknown,
    ).toMatchObject({ rows: [{ n: journal.entries.length }] });
    await open.close();
  } finally {
    await drop();
  }
});
