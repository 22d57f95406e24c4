"use client";
import { useTranslations } from "next-intl";
import { isMissingPart } from "@/components/release/missing-part";
import { releases } from "@/components/release/page-releases";
import { PageNotice } from "@/components/shell/page-notice";
import { Button } from "@/components/ui/button";

type Props = { error: Error & { digest?: string }; reset: () => void };

/**
 * What is shown when a page fails. The digest is Next's name for the error in the server's log. A page of another release than
 * the one that answers it would only fail again: that one is loaded anew.
 */
export default function PageError({ error, reset }: Props) {
  const t = useTranslations("pages");
  const isOld = isMissingPart(error) || releases.isMixed();
  const text = error.digest ? t("errorText", { reference: error.digest }) : t("errorTextNoRef");
  return (
    <main className="flex min-h-dvh flex-col" data-testid={isOld ? "page-outdated" : "page-error"}>
      <PageNotice title={isOld ? t("outdatedTitle") : t("errorTitle")} text={isOld ? t("outdatedText") : text}>
        <Button kind="primary" onClick={isOld ? () => window.location.reload() : reset}>
          {isOld ? t("reload") : t("tryAgain")}
        </Button>
      </PageNotice>
    </main>
  );
}
