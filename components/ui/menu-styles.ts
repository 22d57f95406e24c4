/** The look of every menu (Radix DropdownMenu); the classes go on its Content, Separator, Label and Item. */
export const MENU = "z-50 rounded-xl border border-line bg-raised p-1.5 text-sm shadow-lg";
export const MENU_RULE = "my-1.5 h-px bg-line";
export const MENU_GROUP = "px-3 py-1 text-xs font-medium text-muted";
const ITEM =
  "relative flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-3 py-1.5 outline-none select-none data-[disabled]:opacity-60";
export const MENU_ITEM = `${ITEM} text-ink data-[highlighted]:bg-surface`;
/** For what takes something away. */
export const MENU_ITEM_DANGER = `${ITEM} text-danger data-[highlighted]:bg-danger-soft`;
