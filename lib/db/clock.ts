import { type SQL, sql } from "drizzle-orm";

/** So many seconds ago by the database's clock, which all processes share. */
export const secondsAgo = (seconds: number): SQL<Date> => sql<Date>`now() - ${seconds} * interval '1 second'`;
