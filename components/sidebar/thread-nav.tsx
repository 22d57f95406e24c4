"use client";
import { ArrowLeft } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useId, useLayoutEffect, useMemo, useState } from "react";
import { useChatSession } from "../chat/session-provider";
import { type GroupKey, groupByDate, nameOf } from "../threads/grouping";
import { useThreadList, useThreadListStore } from "../threads/threads-provider";
import { Empty, ListProblem, ListSkeleton } from "./list-notices";
import { ShowMore } from "./show-more";
import { useSidebar } from "./sidebar-context";
import { ThreadRow } from "./thread-row";

/** The conversations in use, or the archived ones, by date. */
export function ThreadNav({ archived, onBack }: { archived: boolean; onBack: () => void }) {
  const t = useTranslations("sidebar");
  const list = useThreadListStore();
  const state = useThreadList();
  const { session } = useChatSession();
  const { settleFocus } = useSidebar();
  const { status, error, threads, hasMore, more } = archived ? state.archived : state.active;
  const [now, timeZone] = useToday();
  const groups = useMemo(() => groupByDate(threads, now, timeZone), [threads, now, timeZone]);
  useLayoutEffect(settleFocus);

  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
      {archived && (
        <div className="flex items-center gap-1 pt-2 text-sm">
          <button
            type="button"
            data-testid="hide-archived"
            aria-label={t("back")}
            title={t("back")}
            onClick={onBack}
            className="flex size-8 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-bubble hover:text-ink"
          >
            <ArrowLeft size={16} aria-hidden="true" />
          </button>
          <h2 className="font-semibold text-ink">{t("archive")}</h2>
        </div>
      )}
      {(status === "idle" || status === "loading") && <ListSkeleton />}
      {status === "failed" && error && <ListProblem error={error} onTryAgain={() => void list.open(archived)} />}
      {status === "ready" && groups.length === 0 && !hasMore && (
        <Empty>{archived ? t("emptyArchive") : t("empty")}</Empty>
      )}
      {groups.length > 0 && (
        <nav aria-label={archived ? t("archive") : t("list")}>
          {groups.map(({ key, threads: members }) => (
            <Group key={nameOf(key)} name={key} level={archived ? 3 : 2}>
              {members.map((thread) => (
                <ThreadRow key={thread.id} thread={thread} current={thread.id === session.threadId} />
              ))}
            </Group>
          ))}
        </nav>
      )}
      {hasMore && <ShowMore state={more} onMore={() => list.more(archived)} />}
    </div>
  );
}

function Group({ name, level, children }: { name: GroupKey; level: 2 | 3; children: React.ReactNode }) {
  const t = useTranslations("sidebar.groups");
  const format = useFormatter();
  const id = useId();
  const Heading = `h${level}` as const;
  const title =
    typeof name === "string"
      ? t(name)
      : // The month is a name by now, not a moment: the middle of it is that month everywhere.
        format.dateTime(new Date(`${name.month}-15T12:00:00Z`), { year: "numeric", month: "long", timeZone: "UTC" });
  return (
    <>
      <Heading id={id} className="px-2 pt-4 pb-1 text-xs font-medium text-muted">
        {title}
      </Heading>
      <ul aria-labelledby={id}>{children}</ul>
    </>
  );
}

const MINUTE = 60_000;

/** The day that it is here, as a moment of it, and the time zone: what was "today" becomes "yesterday" in an open tab. */
function useToday(): [number, string] {
  const [timeZone] = useState(() => new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow((old) => (new Date(old).toDateString() === new Date().toDateString() ? old : Date.now()));
    }, MINUTE);
    return () => clearInterval(timer);
  }, []);
  return [now, timeZone];
}
