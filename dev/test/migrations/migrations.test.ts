import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { faultsOf } from "./rules";

const FOLDER = "lib/db/migrations";
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const journal = JSON.parse(readFileSync(`${FOLDER}/meta/_journal.json`, "utf8")) as {
  entries: { idx: number; when: number; tag: string }[];
};
const problems = (sql: string) => faultsOf(sql, "1.2.0").map(({ problem }) => problem);
const marked = (note: string) => problems(`-- ${note}\nALTER TABLE "thread" DROP COLUMN "title_by";`);

describe("the migrations", () => {
  it.each(readdirSync(FOLDER).filter((file) => file.endsWith(".sql")))(
    "%s leaves the release before it working",
    (file) => {
      expect(faultsOf(readFileSync(`${FOLDER}/${file}`, "utf8"), version)).toEqual([]);
    },
  );

  it("are all in the journal, each later than the one before it: an earlier one would never be applied", () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith(".sql"));
    expect(journal.entries.map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
    const times = journal.entries.map(({ when }) => when);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });
});

describe("a migration that the release before can live with", () => {
  it.each([
    'CREATE TABLE "note" ("id" uuid PRIMARY KEY NOT NULL);',
    'CREATE TABLE "note" ("id" uuid, "text" text DEFAULT \';DROP TABLE x\');\nCREATE UNIQUE INDEX "note_idx" ON "note" USING btree ("id");',
    'CREATE TABLE "note" ("id" uuid);--> statement-breakpoint\nALTER TABLE "note" ADD CONSTRAINT "x" FOREIGN KEY ("id") REFERENCES "public"."thread"("id");',
    'CREATE TABLE "note" ("id" uuid);ALTER TABLE "note" ADD COLUMN "text" text NOT NULL;',
    'CREATE INDEX "thread_x_idx" ON "thread" USING btree ("user_id");',
    'CREATE INDEX IF NOT EXISTS "thread_x_idx" ON "thread" ("user_id");',
    'ALTER TABLE "thread" ADD COLUMN "colour" text;',
    'ALTER TABLE "thread" ADD COLUMN "colour" text DEFAULT \'red\' NOT NULL;',
    'ALTER TABLE "thread" ADD COLUMN "public_id" uuid DEFAULT gen_random_uuid() NOT NULL;\nCREATE UNIQUE INDEX "x" ON "thread" ("public_id");',
    "CREATE TYPE \"public\".\"mood\" AS ENUM('good', 'bad');",
    'ALTER TYPE "public"."mood" ADD VALUE \'mixed\';',
    "/* nothing */ -- DROP TABLE thread;\n",
  ])("%s", (sql) => {
    expect(problems(sql)).toEqual([]);
  });
});

describe("a migration that breaks the release before it", () => {
  it.each([
    ['DROP TABLE "thread";', "takes away"],
    ['ALTER TABLE "thread" DROP COLUMN "title_by";', "takes away"],
    ['alter table "thread" rename column "title" to "name";', "takes a name away"],
    ['ALTER TABLE "thread" RENAME TO "conversation";', "takes a name away"],
    ["ALTER TYPE \"mood\" RENAME VALUE 'good' TO 'great';", "takes a name away"],
    ['ALTER TABLE "thread" ALTER COLUMN "title" SET DATA TYPE varchar(10);', "changes a type"],
    ['ALTER TABLE "thread" ALTER COLUMN "agent_head_id" SET NOT NULL;', "refuses rows"],
    ['ALTER TABLE "thread" ALTER COLUMN "title" DROP NOT NULL;', "cannot read"],
    ['ALTER TABLE "thread" ALTER COLUMN "title" DROP DEFAULT;', "relies on"],
    ['ALTER TABLE "thread" ADD COLUMN "colour" text NOT NULL;', "does not fill"],
    ['ALTER TABLE "thread" ADD COLUMN "colour" text UNIQUE;', "refuses what the release before writes"],
    ['ALTER TABLE "thread" ADD COLUMN "a" text, DROP COLUMN "title";', "several things"],
    ['CREATE UNIQUE INDEX "x" ON "thread" ("user_id");', "unique index"],
    [
      'ALTER TABLE "thread" ADD COLUMN "k" text DEFAULT \'k\';CREATE UNIQUE INDEX "x" ON "thread" ("k");',
      "unique index",
    ],
    ['ALTER TABLE "thread" ADD CONSTRAINT "x" CHECK (length(title) < 10);', "constraint"],
    ['ALTER TABLE "thread" DROP CONSTRAINT "thread_pkey";', "relies on"],
    ['DROP INDEX "message_position_idx";', "takes away"],
    ['CREATE INDEX CONCURRENTLY "x" ON "thread" ("user_id");', "one transaction"],
    ['UPDATE "thread" SET "title" = \'\';', "none of what is known"],
    ['CREATE TRIGGER "t" BEFORE INSERT ON "thread" EXECUTE FUNCTION f();', "none of what is known"],
    ["DO $$ BEGIN DROP TABLE thread; END $$;", "none of what is known"],
    ['CREATE TABLE "n" ("a" text DEFAULT \'--\'); DROP TABLE "thread";', "takes away"],
  ])("%s", (sql, problem) => {
    expect(problems(sql)).toEqual([expect.stringContaining(problem)]);
  });
});

describe("the marker of a migration that takes away what nothing uses any more", () => {
  it("names the release since which, and why", () => {
    expect(marked("contract since v1.1.0: nothing has read thread.title_by since then")).toEqual([]);
  });

  it.each([
    ["contract since v1.2.0: nothing has read thread.title_by since then", "this very release"],
    ["contract since v1.1.0: unused", "its marker must read"],
    ["contract since the last one: nothing has read it since then", "its marker must read"],
    ["nothing uses it", "takes away"],
  ])("is no %j", (note, problem) => {
    expect(marked(note)).toEqual([expect.stringContaining(problem)]);
  });

  it("holds for one statement only", () => {
    const note = "-- contract since v1.1.0: nothing has read thread.title_by since then\n";
    const drop = 'ALTER TABLE "thread" DROP COLUMN "title_by";';
    expect(problems(`${note}${drop}\n${drop}`)).toHaveLength(1);
  });
});
