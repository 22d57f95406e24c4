import type { Locale as SiteLocale } from "./locale";
import type en from "./messages/en.json";

declare module "next-intl" {
  interface AppConfig {
    Locale: SiteLocale;
    Messages: typeof en;
  }
}
