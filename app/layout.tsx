import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { THEME_COOKIE, themeClass, themeOf } from "@/components/shell/theme";
import { getConfig } from "@/lib/config";
// The same file that @copilotkit/react-ui offers as its `v2/styles.css`, which only imports this one; the package behind
// it has the first generation of components, which are not used here.
import "@copilotkit/react-core/v2/styles.css";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("app");
  return {
    title: { default: t("name"), template: `%s – ${t("name")}` },
    description: t("description"),
    // Conversations and sign-in are nothing for a search engine.
    robots: { index: false, follow: false },
    // Phones would turn numbers of an answer into telephone links.
    formatDetection: { telephone: false },
  };
}

const BROWSER_FRAME = { light: "#ffffff", dark: "#101318" } as const;

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  return {
    width: "device-width",
    initialScale: 1,
    // The page shrinks above an on-screen keyboard, so that the composer stays in sight.
    interactiveWidget: "resizes-content",
    viewportFit: "cover",
    themeColor:
      theme === "system"
        ? (["light", "dark"] as const).map((name) => ({
            media: `(prefers-color-scheme: ${name})`,
            color: BROWSER_FRAME[name],
          }))
        : BROWSER_FRAME[theme],
  };
}

async function chosenTheme() {
  return themeOf((await cookies()).get(THEME_COOKIE)?.value);
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme] = await Promise.all([getLocale(), chosenTheme()]);
  return (
    <html lang={locale} className={themeClass(theme)} data-release={getConfig().release}>
      <body>
        <NextIntlClientProvider>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
