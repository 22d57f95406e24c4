import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migratePostgres } from "../../lib/db/postgres";
import { createPostgresDatabase, hasPostgres } from "../../lib/db/testing";
import { type Env, findingOf, visit } from "./testing/clinic";
import { startTransactionPooler } from "./testing/transaction-pooler";

const isThere = await hasPostgres();
let database: { url: string; drop: () => Promise<void> };
const after: (() => Promise<unknown>)[] = [];

/** Of all the findings only those of the database: nothing else of the environment is there. */
async function look(env: Env) {
  const { report, text } = await visit({ NODE_ENV: "production", AGENTCORE_TOKEN: "none", ...env });
  const findings = report.findings.filter(({ id }) => id.startsWith("database."));
  const bad = findings.filter(({ status }) => status === "failed" || status === "warning");
  return { report, text, findings, bad: bad.map(({ id, status }) => `${status} ${id}`) };
}

async function sql(text: string): Promise<void> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** Lets a function of ours answer in place of Postgres's own: how an old, or a wrong, database is had here. */
async function pretend(definition: string): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  await sql(`create schema fake; create function fake.${definition};
    alter database ${name} set search_path = fake, pg_catalog, public`);
}

/** The same database as another, new role. */
async function asRole(options = ""): Promise<string> {
  const role = `doctor_${Math.random().toString(36).slice(2)}`;
  await sql(`create role ${role} login ${options}`);
  after.push(() => sql(`drop owned by ${role}; drop role ${role}`));
  const url = new URL(database.url);
  url.username = role;
  return url.href;
}

afterEach(async () => {
  for (const one of after.splice(0).reverse()) await one();
});

describe.runIf(isThere)("Postgres", () => {
  let shared: typeof database;
  beforeAll(async () => {
    shared = await createPostgresDatabase();
    await migratePostgres(shared.url);
  });
  afterAll(() => shared.drop());
  beforeEach(() => {
    database = shared;
  });

  /** For a test that changes what the others look at. */
  async function ownDatabase(): Promise<void> {
    const made = await createPostgresDatabase();
    after.push(made.drop);
    await migratePostgres(made.url);
    database = made;
  }

  it("is well when it is migrated, also when it is newer than this release", async () => {
    await ownDatabase();
    expect((await look({ DATABASE_URL: database.url })).findings.map(({ status }) => status)).toEqual(
      Array.from({ length: 8 }, () => "ok"),
    );
    await sql("insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 99999999999999)");
    const { bad, report } = await look({ DATABASE_URL: database.url });
    expect(bad).toEqual([]);
    expect(findingOf(report, "database.migrated")?.found).toContain("newer than this release");
  });

  it.each([
    ["nobody answers", { port: "1" }, /ECONNREFUSED/],
    ["its host has no address", { hostname: "nowhere.invalid" }, /no address/],
    ["it has no such database", { pathname: "/no_such_database" }, /no_such_database/],
    ["it has no such role", { username: "no_such_role" }, /no_such_role/],
  ])("says that it is not reached when %s", async (_, change, words) => {
    const url = Object.assign(new URL(database.url), change);
    const { bad, report } = await look({ DATABASE_URL: url.href });
    expect(bad).toEqual(["failed database.reach"]);
    expect(findingOf(report, "database.reach")?.found).toMatch(words);
  });

  it("names the migrations that are missing", async () => {
    await ownDatabase();
    const tag = "0003_interrupts";
    await sql(
      "delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)",
    );
    const { bad, report } = await look({ DATABASE_URL: database.url });
    expect(bad).toEqual(["failed database.migrated"]);
    expect(findingOf(report, "database.migrated")).toMatchObject({
      found: `missing: ${tag}`,
      mend: expect.stringContaining("npm run db:migrate"),
    });
    await sql("drop schema drizzle cascade");
    expect((await look({ DATABASE_URL: database.url })).bad).toEqual(["failed database.migrated"]);
  });

  it("says that it is old", async () => {
    await ownDatabase();
    await pretend("current_setting(text) returns text language sql as $$ select '140011' $$");
    const { bad, report } = await look({ DATABASE_URL: database.url });
    expect(bad).toEqual(["failed database.version"]);
    expect(findingOf(report, "database.version")?.found).toBe("14.11");
  });

  it("says that its clock goes wrong", async () => {
    await ownDatabase();
    await pretend("clock_timestamp() returns timestamptz language sql as $$ select now() - interval '5 minutes' $$");
    const { bad, report } = await look({ DATABASE_URL: database.url });
    expect(bad).toEqual(["warning database.clock"]);
    expect(findingOf(report, "database.clock")?.found).toMatch(/this machine is (299|300|301) s ahead/);
  });

  it("knows a transaction pooler by what it does, before the database and in place of the direct address", async () => {
    const pooler = await startTransactionPooler(new URL(database.url));
    after.push(pooler.close);
    const wrong: Env[] = [
      { DATABASE_URL: pooler.url },
      { DATABASE_URL: database.url, DATABASE_DIRECT_URL: pooler.url },
    ];
    for (const env of wrong) {
      const { bad, report } = await look(env);
      expect(bad).toEqual(["failed database.direct"]);
      expect(findingOf(report, "database.direct")?.found).toContain("transaction pooler");
    }
    expect((await look({ DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database.url })).bad).toEqual([]);
  });

  it("says that migrations go to another database than the site", async () => {
    const other = await createPostgresDatabase();
    after.push(other.drop);
    await migratePostgres(other.url);
    const { bad } = await look({ DATABASE_URL: database.url, DATABASE_DIRECT_URL: other.url });
    expect(bad).toEqual(["failed database.direct"]);
  });

  it("says what the roles may not do", async () => {
    await ownDatabase();
    const reader = await asRole();
    const migrator = await look({ DATABASE_URL: reader });
    expect(migrator.bad).toEqual(["failed database.rights"]);
    const site = await look({ DATABASE_URL: reader, DATABASE_DIRECT_URL: database.url });
    expect(site.bad).toEqual(["failed database.rights"]);
    expect(findingOf(site.report, "database.rights")?.found).toContain("auth_session");
    const role = new URL(reader).username;
    await sql(`grant select, insert, update, delete on all tables in schema public to ${role}`);
    expect((await look({ DATABASE_URL: reader, DATABASE_DIRECT_URL: database.url })).bad).toEqual([]);
  });

  it("says that it takes too few connections", async () => {
    const url = await asRole("superuser connection limit 15");
    const { bad, report } = await look({ DATABASE_URL: url });
    expect(bad).toEqual(["warning database.connections"]);
    expect(findingOf(report, "database.connections")?.found).toContain("15 connections: 1 instance");
  });

  it("says that a connection elsewhere is not encrypted", async () => {
    // A name for this machine that does not say so.
    const url = new URL(database.url);
    url.hostname = hostname();
    const { bad, findings } = await look({ DATABASE_URL: url.href });
    if (findings[0]?.status === "ok") expect(bad).toEqual(["warning database.tls"]);
    else expect(bad).toEqual(["failed database.reach"]);
  });
});

describe("the embedded database", () => {
  let folder: string;
  const embedded = () => ({ ALLOW_EMBEDDED_DB: "1", DATA_DIR: join(folder, "data") });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "doctor-"));
    after.push(() => rm(folder, { recursive: true }));
  });

  it("is well in a folder that can be made, and leaves nothing there", async () => {
    const { findings } = await look(embedded());
    expect(findings.map(({ status }) => status)).toEqual(["ok", "ok"]);
    await expect(mkdir(join(folder, "data"))).resolves.toBeUndefined();
  });

  it("is not in production without a word that it is meant", async () => {
    const { findings } = await look({ DATA_DIR: join(folder, "data") });
    expect(findings).toMatchObject([{ id: "database.reach", status: "not checked" }]);
  });

  it.runIf(process.getuid?.() !== 0)("says that the folder cannot be written", async () => {
    await chmod(folder, 0o500);
    expect((await look(embedded())).bad).toEqual(["failed database.folder"]);
    await chmod(folder, 0o700);
  });

  it("says that the place of the folder is none", async () => {
    await writeFile(join(folder, "data"), "");
    expect((await look({ ...embedded(), DATA_DIR: join(folder, "data", "deeper") })).bad).toEqual([
      "failed database.folder",
    ]);
  });

  it("says that another machine has it; a process of this one is the site", async () => {
    await mkdir(join(folder, "data"));
    const lock = (host: string) =>
      writeFile(join(folder, "data/db.lock"), JSON.stringify({ host, pid: process.pid, bootId: "", startTime: "" }));
    await lock("another-machine");
    const { bad, report } = await look(embedded());
    expect(bad).toEqual(["failed database.folder"]);
    expect(findingOf(report, "database.folder")?.found).toContain("another-machine");
  });
});
