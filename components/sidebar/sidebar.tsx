"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactElement, type ReactNode, type RefObject, useMemo, useState } from "react";
import type { ThreadSummary } from "@/lib/api/contract";
import { useChatSession } from "../chat/session-provider";
import { useThreadListStore, useThreadSearch } from "../threads/threads-provider";
import { cx } from "../ui/cx";
import { useDialogLoader } from "../ui/use-dialog-loader";
import { ListFoot } from "./list-foot";
import { NewChatButton } from "./new-chat-button";
import { createRenameDraft } from "./rename-draft";
import { SearchField } from "./search-field";
import { SearchResults } from "./search-results";
import { SidebarProvider } from "./sidebar-context";
import { ThreadNav } from "./thread-nav";
import { useRowFocus } from "./use-row-focus";
import { useThreadActions } from "./use-thread-actions";

type Props = {
  panel: RefObject<HTMLDivElement | null>;
  /** Whether it is on screen; `folded` concerns the column, `drawer` the drawer. */
  shown: boolean;
  folded: boolean;
  drawer: boolean;
  close: () => void;
  leave: () => void;
  sharePublic: boolean;
  /** What there is to say before all else. */
  notice: ReactNode;
};

/** The person's conversations: a column, or a drawer where the page is narrow. One element, so that nothing in it is lost. */
export function Sidebar({ panel, shown, folded, drawer, close, leave, sharePublic, notice }: Props) {
  const t = useTranslations("sidebar");
  const { startNew } = useChatSession();
  const list = useThreadListStore();
  const [search, searching] = useThreadSearch();
  const [archived, setArchived] = useState(false);
  const [dialog, setDialog] = useState<ReactElement | null>(null);
  const [renameDraft] = useState(createRenameDraft);
  const focus = useRowFocus(panel);
  const actions = useThreadActions(focus);
  const open = useDialogLoader(setDialog);
  const context = useMemo(() => {
    const closeDialog = () => setDialog(null);
    return {
      actions,
      leave,
      renameDraft,
      settleFocus: focus.settle,
      openShare: (thread: ThreadSummary, returnTo: HTMLElement | null) =>
        open(returnTo, async () => {
          const { default: ShareDialog } = await import("./share-dialog");
          return <ShareDialog {...{ thread, sharePublic, returnTo }} onClose={closeDialog} />;
        }),
      openDeleteAll: (returnTo: HTMLElement | null) =>
        open(returnTo, async () => {
          const { default: DeleteAllDialog } = await import("./delete-all-dialog");
          return <DeleteAllDialog returnTo={returnTo} onClose={closeDialog} />;
        }),
    };
  }, [actions, leave, renameDraft, focus, open, sharePublic]);
  const turnTo = (next: boolean) => {
    setArchived(next);
    if (next) void list.open(true);
    searching.clear();
  };

  return (
    <SidebarProvider value={context}>
      {drawer && <div aria-hidden="true" onClick={close} className="fixed inset-0 z-40 bg-black/45 lg:hidden" />}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: only a dialog gets `aria-modal` */}
      <div
        ref={panel}
        id="sidebar"
        data-testid="sidebar"
        role={drawer ? "dialog" : "complementary"}
        aria-modal={drawer || undefined}
        aria-label={t("label")}
        tabIndex={-1}
        className={cx(
          "flex flex-col border-r border-line bg-surface outline-none lg:w-72 lg:shrink-0",
          "max-lg:fixed max-lg:inset-y-0 max-lg:left-0 max-lg:z-40 max-lg:w-[min(20rem,88vw)] max-lg:shadow-xl",
          folded && "lg:hidden",
          !drawer && "max-lg:hidden",
        )}
      >
        {notice}
        <div className="flex items-center gap-2 px-3 pt-3">
          {shown && (
            <NewChatButton
              onClick={() => {
                startNew();
                leave();
              }}
            />
          )}
          {drawer && (
            <button
              type="button"
              data-testid="sidebar-close"
              aria-label={t("close")}
              title={t("close")}
              onClick={close}
              className="-mr-1 flex size-9 shrink-0 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-bubble hover:text-ink"
            >
              <X size={18} aria-hidden="true" />
            </button>
          )}
        </div>
        <SearchField />
        {search.status === "off" ? (
          <ThreadNav key={String(archived)} archived={archived} onBack={() => turnTo(false)} />
        ) : (
          <SearchResults />
        )}
        <ListFoot archived={archived} onTurn={turnTo} onDeleteAll={context.openDeleteAll} />
      </div>
      {dialog}
    </SidebarProvider>
  );
}
