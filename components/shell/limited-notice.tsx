import { useTranslations } from "next-intl";
import { buttonClass } from "../ui/button";
import { PageNotice } from "./page-notice";

/** Says that this address has asked for more pages than it may, and that a moment mends it. */
export function LimitedNotice() {
  const [t, e] = [useTranslations("pages"), useTranslations("errors")];
  return (
    <main className="flex min-h-dvh flex-col">
      <PageNotice title={t("limitedTitle")} text={e("RATE_LIMITED")}>
        {/* This very page again, loaded anew. */}
        <a href="?" className={buttonClass("primary")}>
          {t("tryAgain")}
        </a>
      </PageNotice>
    </main>
  );
}
