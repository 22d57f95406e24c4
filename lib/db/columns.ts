import { customType } from "drizzle-orm/pg-core";

/**
 * A value kept as JSON text. Not `jsonb`: that refuses U+0000 and half surrogate pairs, and an agent that cuts its
 * deltas by UTF-16 units sends both; an answer must not be lost over a character.
 */
export const jsonText = <T>(name: string) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => "text",
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => JSON.parse(value) as T,
  })(name);

/** Search terms as Postgres indexes them; written and read through `lib/threads/search-terms.ts` only. */
export const searchVector = (name: string) => customType<{ data: string }>({ dataType: () => "tsvector" })(name);

/** Text that Postgres can store: it has no U+0000, and UTF-8 has no half surrogate pairs. */
export function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
