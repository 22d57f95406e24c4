import { useTranslations } from "next-intl";
import { buttonClass } from "../ui/button";
import { PageNotice } from "./page-notice";

/** Says that there is nothing at this address, and leads to where there is something. */
export function NotFoundNotice() {
  const t = useTranslations("pages");
  return (
    <PageNotice title={t("notFoundTitle")} text={t("notFoundText")}>
      {/* A full load: the state of a conversation that does not exist must not come along. */}
      <a href="/" className={buttonClass("primary")}>
        {t("home")}
      </a>
    </PageNotice>
  );
}
