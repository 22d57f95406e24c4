"use client";
import { useTranslations } from "next-intl";
import { PageNotice } from "@/components/shell/page-notice";
import { Button } from "@/components/ui/button";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** What is shown when a page fails. The digest is Next's name for the error in the server's log. */
export default function PageError({ error, reset }: Props) {
  const t = useTranslations("pages");
  const text = error.digest ? t("errorText", { reference: error.digest }) : t("errorTextNoRef");
  return (
    <main className="flex min-h-dvh flex-col">
      <PageNotice title={t("errorTitle")} text={text}>
        <Button kind="primary" onClick={reset}>
          {t("tryAgain")}
        </Button>
      </PageNotice>
    </main>
  );
}
