"use client";
import {
  Archive,
  ArchiveRestore,
  Ellipsis,
  FileBraces,
  FileText,
  type LucideIcon,
  Pencil,
  Pin,
  PinOff,
  Share2,
  Trash2,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { DropdownMenu } from "radix-ui";
import { type MouseEvent, type ReactNode, useRef } from "react";
import type { ThreadSummary } from "@/lib/api/contract";
import { holdDownload } from "../api/hold-download";
import { exportAddress } from "../threads/thread-api";
import { cx } from "../ui/cx";
import { MENU, MENU_ITEM, MENU_ITEM_DANGER, MENU_RULE } from "../ui/menu-styles";
import { useToasts } from "../ui/toaster";
import { useSidebar } from "./sidebar-context";

type Props = {
  thread: ThreadSummary;
  title: string;
  /** Whether the row is where it is also when it is archived: search finds both. */
  stays: boolean;
  onRename: () => void;
};

/** What can be done with a conversation. */
export function ThreadMenu({ thread, title, stays, onRename }: Props) {
  const t = useTranslations("sidebar");
  const { actions, openShare } = useSidebar();
  const trigger = useRef<HTMLButtonElement>(null);
  /** The focus goes on to what was chosen, and not back to the button. */
  const movesOn = useRef(false);
  const onward = (work: () => void) => () => {
    movesOn.current = true;
    work();
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button
          ref={trigger}
          type="button"
          data-testid="thread-menu"
          data-part="menu"
          aria-label={t("actions", { title })}
          className={cx(
            "mr-1 flex size-7 shrink-0 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-line hover:text-ink",
            "opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100",
          )}
        >
          <Ellipsis size={16} aria-hidden="true" />
        </button>
      </DropdownMenu.Trigger>
      {/* In place, not at the end of the page: so it belongs to a drawer that has the focus to itself. */}
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className={cx(MENU, "max-h-(--radix-dropdown-menu-content-available-height) w-56 overflow-y-auto")}
        onCloseAutoFocus={(event) => {
          if (movesOn.current) event.preventDefault();
          movesOn.current = false;
        }}
      >
        <Item testId="menu-rename" icon={Pencil} onSelect={onward(onRename)}>
          {t("rename")}
        </Item>
        <Item
          testId="menu-pin"
          icon={thread.pinned ? PinOff : Pin}
          onSelect={() => actions.pin(thread, !thread.pinned)}
        >
          {thread.pinned ? t("unpin") : t("pin")}
        </Item>
        <Item
          testId="menu-archive"
          icon={thread.archived ? ArchiveRestore : Archive}
          onSelect={
            stays
              ? () => actions.archive(thread, !thread.archived, true)
              : onward(() => actions.archive(thread, !thread.archived, false))
          }
        >
          {thread.archived ? t("unarchive") : t("archiveThis")}
        </Item>
        <Item testId="menu-share" icon={Share2} onSelect={onward(() => openShare(thread, trigger.current))}>
          {t("share")}
        </Item>
        <DropdownMenu.Separator className={MENU_RULE} />
        <Download testId="menu-export-md" icon={FileText} href={exportAddress("md", thread.id)}>
          {t("exportMarkdown")}
        </Download>
        <Download testId="menu-export-json" icon={FileBraces} href={exportAddress("json", thread.id)}>
          {t("exportJson")}
        </Download>
        <DropdownMenu.Separator className={MENU_RULE} />
        <Item testId="menu-delete" icon={Trash2} danger onSelect={onward(() => actions.remove(thread))}>
          {t("delete")}
        </Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

type ItemProps = { testId: string; icon: LucideIcon; children: ReactNode };

export function Item(props: ItemProps & { onSelect: () => void; danger?: boolean }) {
  return (
    <DropdownMenu.Item
      data-testid={props.testId}
      onSelect={props.onSelect}
      className={props.danger ? MENU_ITEM_DANGER : MENU_ITEM}
    >
      <props.icon size={16} aria-hidden="true" className="shrink-0" />
      {props.children}
    </DropdownMenu.Item>
  );
}

/** A plain link: the browser saves what comes, under the name that the server gives it. */
export function Download({ testId, icon: Icon, href, children }: ItemProps & { href: string }) {
  const e = useTranslations("errors");
  const toasts = useToasts();
  const hold = (event: MouseEvent) => {
    if (holdDownload(event)) toasts.show(e("SIGN_IN_EXPIRED"), { tone: "problem" });
  };
  return (
    <DropdownMenu.Item asChild className={MENU_ITEM}>
      <a href={href} download data-testid={testId} onClick={hold}>
        <Icon size={16} aria-hidden="true" className="shrink-0" />
        {children}
      </a>
    </DropdownMenu.Item>
  );
}
