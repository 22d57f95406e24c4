"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { LOCALE_COOKIE, type Locale } from "@/lib/i18n/locale";
import { SIDEBAR_COOKIE } from "./sidebar-preference";
import { preferenceCookie, THEME_COOKIE, type Theme, themeClass } from "./theme";

function remember(name: string, value: string) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and older Safari
  document.cookie = preferenceCookie(name, value, location.protocol === "https:");
}

/** The theme in use and how to change it: at once, and for the next visit. */
export function useTheme(initial: Theme): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    remember(THEME_COOKIE, next);
    document.documentElement.className = themeClass(next);
    setTheme(next);
  };
  return [theme, choose];
}

/** Changes the language of everything on the page; the conversation and what is being typed stay. */
export function useSetLocale(): (locale: Locale) => void {
  const router = useRouter();
  return (locale) => {
    remember(LOCALE_COOKIE, locale);
    router.refresh();
  };
}

/** Whether the column of the sidebar is folded away, on screens that have room for it, and how to change that. */
export function useFolded(initial: boolean): [boolean, (folded: boolean) => void] {
  const [folded, setFolded] = useState(initial);
  const choose = (next: boolean) => {
    remember(SIDEBAR_COOKIE, next ? "folded" : "open");
    setFolded(next);
  };
  return [folded, choose];
}
