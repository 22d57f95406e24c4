export const SIDEBAR_COOKIE = "sidebar";

/** Whether a cookie's value says that the sidebar is folded away; it is open unless that was chosen. */
export function isFolded(value: string | undefined): boolean {
  return value === "folded";
}
