import "server-only";
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * A database time as text, whole: microseconds since 1970. A `Date` has milliseconds only, and a cursor that rounds skips
 * or repeats what happened within one.
 */
export function microsOf(time: SQLWrapper): SQL<string> {
  return sql<string>`(extract(epoch from ${time}) * 1000000)::bigint::text`;
}

/** The time that `microsOf` gave, to the microsecond. */
export function timeAt(micros: string): SQL {
  return sql`(timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond')`;
}
