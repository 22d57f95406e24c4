import "server-only";
import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/types";
import { knownWait, rememberWait } from "./known-waits";

/** One thing that is counted for somebody. */
export type Allowance = {
  /** What is counted: a word of ours. */
  what: string;
  /** For whom: a user's id or an address. Only a hash of it is kept. */
  subject: string;
  perMinute: number;
  /** How many at once after a pause; by default a minute's. */
  burst?: number;
};

export type Taken =
  | { ok: true }
  /** `which` of the allowances is used up, and in how many whole seconds there is some again. */
  | { ok: false; which: number; retryAfter: number };

/**
 * Takes one of each allowance, in the order given: one that is used up refuses, is left as it is, and so are all after it.
 *
 * The generic cell rate algorithm (ITU-T I.371, virtual scheduling): an allowance is the moment at which it will be whole
 * again; each call moves it by a minute's share, and is refused where that would lead too far ahead. One statement, by the
 * database's clock, so that neither parallel calls nor instances with clocks of their own can take more than there is.
 *
 * @throws when the database does not answer: the caller must refuse then
 */
export async function take(db: Database, ...allowances: Allowance[]): Promise<Taken> {
  const counts = allowances.map(countOf);
  // Only the first: behind one that passes, the pass would have to be counted.
  const known = counts[0] && knownWait(counts[0].key);
  if (known) return { ok: false, which: 0, retryAfter: known };
  const result = await db.execute(statement(counts));
  const [row] = (result as unknown as { rows: { taken: number; wait: string | number | null }[] }).rows;
  if (!row) throw new Error("the limits gave no answer");
  const used = counts[row.taken];
  if (!used) return { ok: true };
  const retryAfter = Math.max(1, Math.ceil(Number(row.wait ?? 0)));
  if (row.taken === 0) rememberWait(used.key, Number(row.wait ?? 0));
  return { ok: false, which: row.taken, retryAfter };
}

type Count = { key: string; each: SQL; ahead: SQL };

function countOf({ what, subject, perMinute, burst = perMinute }: Allowance): Count {
  const micros = Math.max(1, Math.round(60_000_000 / perMinute));
  const hash = createHash("sha256").update(`${what}\0${subject}`).digest("base64url");
  const interval = (length: number) => sql`${length}::double precision * interval '1 microsecond'`;
  return { key: `${what}:${hash}`, each: interval(micros), ahead: interval(micros * Math.max(1, burst)) };
}

/** One common table expression for each count, which writes only if the one before it did. */
function statement(counts: readonly Count[]): SQL {
  const name = (index: number) => sql.identifier(`taken_${index}`);
  const upserts = counts.map(({ key, each, ahead }, index) => {
    const next = sql`greatest(rate_limit.full_at, now()) + ${each}`;
    const before = index === 0 ? sql`` : sql` where exists (select 1 from ${name(index - 1)})`;
    return sql`${name(index)} as (
      insert into rate_limit (key, full_at) select ${key}::text, now() + ${each}${before}
      on conflict (key) do update set full_at = ${next} where ${next} <= now() + ${ahead}
      returning 1)`;
  });
  const passed = counts.map((_, index) => sql`(select count(*) from ${name(index)})`);
  // What is told of the wait is read as it was before; a row of the same moment is not seen yet, and means the shortest.
  const waits = counts.map(
    ({ key, each, ahead }, index) => sql`when ${index} then (
      select extract(epoch from full_at + ${each} - now() - ${ahead}) from rate_limit where key = ${key})`,
  );
  return sql`with ${sql.join(upserts, sql`, `)},
    passed as (select (${sql.join(passed, sql` + `)})::int as taken)
    select taken, case taken ${sql.join(waits, sql` `)} end as wait from passed`;
}
