import { index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/**
 * One row a signed-in browser. The cookie names the row (`sid`); the tokens are here, encrypted, and nowhere else.
 * Times are the database's; `access_exp` is what Auth0 said, so that a refresh can be decided without decrypting.
 */
export const authSession = pgTable(
  "auth_session",
  {
    sid: text("sid").primaryKey(),
    userId: text("user_id").notNull(),
    name: text("name").notNull(),
    email: text("email"),
    /** JWE (dir, A256GCM) of the token set; see lib/auth/vault.ts. */
    tokens: text("tokens").notNull(),
    accessExp: timestamp("access_exp", { withTimezone: true }).notNull(),
    refreshLeaseUntil: timestamp("refresh_lease_until", { withTimezone: true }),
    /** Rises with every new token set: the compare-and-set of the refresh. */
    version: integer("version").notNull().default(1),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    absoluteExp: timestamp("absolute_exp", { withTimezone: true }).notNull(),
    revokedAt: timestamp("revoked_at", { withTimezone: true }),
  },
  (table) => [index("auth_session_user_idx").on(table.userId)],
);

export const schema = { authSession };
