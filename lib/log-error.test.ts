import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { message } from "./db/schema";
import type { TestDatabase } from "./db/testing";
import { log } from "./log";
import { loggedError } from "./log-error";
import { engines } from "./threads/testing";

/** The words of a person, as they might stand anywhere in an error; the last lines look like a stack. */
const SECRET = 'secret "quoted" words\n    at secret (/secret.ts:1:1)\n    at secret (/secret.ts:2:2)';

async function caught(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

/** The line that the site's log writes. */
function lineOf(error: unknown): string {
  const lines: string[] = [];
  const { serializersSym } = pino.symbols as unknown as { serializersSym: symbol };
  const serializers = (log as unknown as Record<symbol, pino.LoggerOptions["serializers"]>)[serializersSym] ?? {};
  pino({ serializers }, { write: (text) => void lines.push(text) }).error({ err: error }, "failed");
  return lines.join("");
}

describe.each(engines)("a failed query on $engine", ({ open, available }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    if (available) database = await open();
  }, 60_000);
  afterAll(async () => {
    if (available) await database.drop();
  });

  it.runIf(available)(
    "is logged with its SQL and the database's reason, without a word of what was written",
    async () => {
      const row = {
        threadId: randomUUID(),
        id: SECRET,
        userId: "auth0|secret",
        position: 0,
        role: "user" as const,
        content: { id: "m", role: "user" as const, content: SECRET },
        runId: randomUUID(),
        text: SECRET,
      };
      const error = await caught(() => database.db.insert(message).values(row));
      // Nor by whoever prints the error itself, as Next does with that of a page.
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("secret");
      expect(lineOf(error)).not.toContain("secret");
      expect(loggedError(error)).toMatchObject({
        type: "DrizzleQueryError",
        message: "Failed query",
        query: expect.stringContaining('insert into "message"') as string,
        stack: expect.stringMatching(/^at .*:\d+/) as string,
        cause: {
          code: "23503",
          message: expect.stringContaining("violates foreign key constraint") as string,
          constraint: "message_thread_id_thread_id_fk",
        },
      });
    },
  );

  it.runIf(available).each([
    ["a value of another type", "22P02", (value: string) => sql`select ${value}::uuid`],
    ["a number too large", "22003", (value: string) => sql`select ${`9${value.length}`.repeat(9)}::integer`],
    ["a search", "42601", (value: string) => sql`select ${`'a' '${value.replace(/\W/g, "")}'`}::tsquery`],
  ])("does not repeat %s", async (_, code, query) => {
    const error = await caught(() => database.db.execute(query(SECRET)));
    expect(lineOf(error)).not.toMatch(/secret|999/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/secret|999/);
    expect(loggedError(error).cause?.code).toBe(code);
  });
});

describe("another error", () => {
  it("is logged with its type, code, message, causes and place", async () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const error = new TypeError("fetch failed", { cause: new AggregateError([refused], "") });
    expect(loggedError(error)).toMatchObject({
      type: "TypeError",
      message: "fetch failed",
      stack: expect.stringMatching(/^at .*log-error\.test\.ts:\d+:\d+/) as string,
      cause: { type: "AggregateError", errors: [{ code: "ECONNREFUSED", message: "connect ECONNREFUSED" }] },
    });
  });

  it.each([
    [
      "its message, when it is drizzle's",
      () => Object.assign(new Error(`Failed query: q\nparams: ${SECRET}`), { query: "q", params: [SECRET] }),
    ],
    [
      "what else hangs on it",
      () => Object.assign(new Error("x"), { params: [SECRET], detail: SECRET, where: { SECRET } }),
    ],
    ["text that is not JSON", () => caught(() => JSON.parse(SECRET))],
    ["a value that zod refuses", () => caught(() => z.object({ a: z.enum(["x"]) }).parse({ a: SECRET }))],
    ["a thrown value", () => ({ text: SECRET })],
  ])("does not give away %s", async (_, make) => {
    expect(lineOf(await make())).not.toContain("secret");
  });

  it("never takes its message for places in the code", () => {
    const { message: _, ...rest } = loggedError(new Error(SECRET));
    expect(JSON.stringify(rest)).not.toContain("secret");
    expect(rest.stack).toMatch(/log-error\.test/);
  });

  it("is short, however long its message, its stack and its chain of causes", () => {
    const endless = new Error("e".repeat(1_000_000));
    endless.cause = endless;
    endless.stack = `Error: ${endless.message}\n${"    at x (/y.ts:1:1)\n".repeat(100_000)}`.trimEnd();
    expect(lineOf(endless).length).toBeLessThan(6_000);
  });
});
