"use client";
import { Archive, Ellipsis, FileBraces, FileText, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { DropdownMenu } from "radix-ui";
import { useRef } from "react";
import { exportAddress } from "../threads/thread-api";
import { cx } from "../ui/cx";
import { MENU, MENU_RULE } from "../ui/menu-styles";
import { Download, Item } from "./thread-menu";

type Props = {
  archived: boolean;
  onTurn: (archived: boolean) => void;
  onDeleteAll: (returnTo: HTMLElement | null) => void;
};

/** Below the list: the archive, and what concerns all conversations at once. */
export function ListFoot({ archived, onTurn, onDeleteAll }: Props) {
  const t = useTranslations("sidebar");
  const trigger = useRef<HTMLButtonElement>(null);
  const movesOn = useRef(false);
  return (
    <div className="shrink-0 border-t border-line pb-safe">
      <div className="flex items-center gap-1 p-2">
        <button
          type="button"
          data-testid="show-archived"
          aria-pressed={archived}
          onClick={() => onTurn(!archived)}
          className={cx(
            "flex min-h-9 min-w-0 flex-1 cursor-pointer items-center gap-2 rounded-lg px-2 text-sm text-ink",
            archived ? "bg-accent-soft" : "hover:bg-bubble",
          )}
        >
          <Archive size={16} aria-hidden="true" className="shrink-0 text-muted" />
          <span className="truncate">{t("archive")}</span>
        </button>
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger asChild>
            <button
              ref={trigger}
              type="button"
              data-testid="list-menu"
              aria-label={t("allActions")}
              title={t("allActions")}
              className="flex size-9 shrink-0 cursor-pointer items-center justify-center rounded-lg text-muted hover:bg-bubble hover:text-ink"
            >
              <Ellipsis size={16} aria-hidden="true" />
            </button>
          </DropdownMenu.Trigger>
          <DropdownMenu.Content
            side="top"
            align="end"
            sideOffset={6}
            collisionPadding={8}
            className={cx(MENU, "w-64")}
            onCloseAutoFocus={(event) => {
              if (movesOn.current) event.preventDefault();
              movesOn.current = false;
            }}
          >
            <Download testId="export-all-md" icon={FileText} href={exportAddress("md")}>
              {t("exportAllMarkdown")}
            </Download>
            <Download testId="export-all-json" icon={FileBraces} href={exportAddress("json")}>
              {t("exportAllJson")}
            </Download>
            <DropdownMenu.Separator className={MENU_RULE} />
            <Item
              testId="delete-all"
              icon={Trash2}
              danger
              onSelect={() => {
                movesOn.current = true;
                onDeleteAll(trigger.current);
              }}
            >
              {t("deleteAll")}
            </Item>
          </DropdownMenu.Content>
        </DropdownMenu.Root>
      </div>
    </div>
  );
}
