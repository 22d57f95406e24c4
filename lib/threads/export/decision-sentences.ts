import { createTranslator } from "next-intl";
import type { DecisionView } from "../../api/contract";
import type { Locale } from "../../i18n/locale";
import en from "../../i18n/messages/en.json";
import ja from "../../i18n/messages/ja.json";
import { sentenceOf } from "../../interrupts/sentence";
import type { StoredInterrupt } from "../../interrupts/stored";

const MESSAGES = { en, ja } satisfies Record<Locale, typeof en>;

/** What a file says of an agent's questions. @param plain makes a text that anybody may have written harmless in it */
export function decisionSentences(locale: Locale, plain: (text: string) => string) {
  const t = createTranslator({ locale, messages: MESSAGES[locale], namespace: "interrupts" });
  const d = createTranslator({ locale, messages: MESSAGES[locale], namespace: "interrupts.decisions" });
  const toolOf = (tool: string | null) => ({ tool: tool === null ? t("something") : plain(tool) });
  return {
    decision(made: DecisionView): string {
      const { tool, host, reason } = made;
      const at = host === null ? t("elsewhere") : plain(host);
      return d(sentenceOf(made), { ...toolOf(tool), host: at, reason: plain(reason ?? "") });
    },
    waiting: ({ tool }: StoredInterrupt): string => t("exportWaiting", toolOf(tool)),
  };
}
