export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];
export const THEME_COOKIE = "theme";

/** The theme that a cookie's value names; the system's when it names none. */
export function themeOf(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}

/** The class of <html>. For `system` there is none: the style sheet follows the system by itself. */
export function themeClass(theme: Theme): string {
  return theme === "system" ? "" : theme;
}

const YEAR = 31_536_000;

/** A choice that the next visit remembers. */
export function preferenceCookie(name: string, value: string, secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure ? "; Secure" : ""}`;
}
