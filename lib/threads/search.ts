import "server-only";
import { and, desc, eq, inArray, or, sql } from "drizzle-orm";
import type { ThreadList } from "../api/contract";
import { message, run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { encodeCursor } from "./cursor";
import { type ListCursor, listed } from "./list";
import { microsOf, timeAt } from "./moment";
import { searchQuery } from "./search-terms";
import { snippetOf } from "./snippet";
import { liveRunOf, SUMMARY, toSummary } from "./summary";

/** A snippet is looked for in so many characters of a message. */
const SNIPPET_FROM = 100_000;

/**
 * The person's threads with all words of `q` in the title or in one message of any branch, newest first; with a snippet
 * of the newest such message. In scripts without spaces a longer word is looked for by its pairs of characters, so that a
 * message with all of them in different places is found too.
 */
export async function searchThreads(
  db: Database,
  params: {
    userId: string;
    q: string;
    archived?: boolean | undefined;
    limit: number;
    after?: ListCursor | undefined;
    staleMs: number;
  },
): Promise<ThreadList> {
  const { userId, q, archived, limit, after, staleMs } = params;
  const query = searchQuery(q);
  if (!query) return { threads: [], nextCursor: null };
  const said = and(eq(message.userId, userId), sql`${message.search} @@ ${query}`);
  const rows = await db
    .select({ ...SUMMARY, activeMicros: microsOf(thread.activeAt) })
    .from(thread)
    .leftJoin(run, liveRunOf(staleMs))
    .where(
      and(
        listed(userId, archived),
        or(
          sql`${thread.titleSearch} @@ ${query}`,
          inArray(thread.id, db.select({ threadId: message.threadId }).from(message).where(said)),
        ),
        after && sql`(${thread.activeAt}, ${thread.id}) < (${timeAt(after[1])}, ${after[2]}::uuid)`,
      ),
    )
    .orderBy(desc(thread.activeAt), desc(thread.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const texts =
    page.length === 0
      ? []
      : await db
          .selectDistinctOn([message.threadId], {
            threadId: message.threadId,
            text: sql<string>`left(${message.text}, ${SNIPPET_FROM})`,
          })
          .from(message)
          .where(
            and(
              said,
              inArray(
                message.threadId,
                page.map((row) => row.id),
              ),
            ),
          )
          .orderBy(message.threadId, desc(message.position));
  const textOf = new Map(texts.map((row) => [row.threadId, row.text]));
  return {
    threads: page.map((row) => {
      const snippet = snippetOf(textOf.get(row.id) ?? "", q);
      return { ...toSummary(row), ...(snippet ? { snippet } : {}) };
    }),
    nextCursor: last && rows.length > limit ? encodeCursor(["other", last.activeMicros, last.id]) : null,
  };
}
