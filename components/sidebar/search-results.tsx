"use client";
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect } from "react";
import { announce } from "../chat/announce";
import { useChatSession } from "../chat/session-provider";
import { useThreadList, useThreadSearch } from "../threads/threads-provider";
import { Empty, ListProblem, ListSkeleton } from "./list-notices";
import { ShowMore } from "./show-more";
import { useSidebar } from "./sidebar-context";
import { ThreadRow } from "./thread-row";

/** What the search has found, in place of the list. */
export function SearchResults() {
  const t = useTranslations("sidebar");
  const [{ query, status, error, hits, hasMore, more }, search] = useThreadSearch();
  const { byId } = useThreadList();
  const { session } = useChatSession();
  const { settleFocus } = useSidebar();
  useLayoutEffect(settleFocus);
  // What was renamed, deleted or archived meanwhile is so here, too.
  const rows = hits.flatMap(({ id, snippet }) => {
    const thread = byId.get(id);
    return thread ? [{ thread, snippet }] : [];
  });
  const found = status === "ready" ? hits.length : null;
  useEffect(() => {
    if (found !== null) announce(t("results", { count: found }));
  }, [found, t]);

  return (
    <section
      aria-label={t("searchResults")}
      aria-busy={status === "loading"}
      className="min-h-0 flex-1 overflow-y-auto px-2 pt-2 pb-2"
    >
      {status === "failed" && error && <ListProblem error={error} onTryAgain={search.retry} />}
      {status === "loading" && rows.length === 0 && <ListSkeleton />}
      {status === "ready" && rows.length === 0 && <Empty>{t("nothingFound", { query: query.trim() })}</Empty>}
      {status !== "failed" && rows.length > 0 && (
        <ul aria-label={t("searchResults")}>
          {rows.map(({ thread, snippet }) => (
            <ThreadRow key={thread.id} thread={thread} current={thread.id === session.threadId} snippet={snippet} />
          ))}
        </ul>
      )}
      {status === "ready" && hasMore && <ShowMore state={more} onMore={search.more} />}
    </section>
  );
}
