import { Wrench } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SharedMessage } from "@/lib/db/schema";
import { Markdown } from "../chat/markdown/markdown";
import { isKnownTool } from "../chat/tools/tool-view";
import { LanguageLinks } from "../shell/language-links";
import { Spoken } from "../shell/spoken";
import { Logo } from "../ui/logo";
import { TooltipProvider } from "../ui/tooltip-provider";
import { SharedDay, SharedNote } from "./shared-day";

type Props = { title: string; agentName: string; sharedAt: string; messages: readonly SharedMessage[] };

/** A shared conversation: what was said, by whom, and that this is a copy of it. Nothing on it can be changed. */
export function ShareView({ title, agentName, sharedAt, messages }: Props) {
  const t = useTranslations("sharePage");
  const app = useTranslations("app");
  return (
    <TooltipProvider>
      <a href="#main" className="skip-link">
        {t("skip")}
      </a>
      <div className="flex min-h-dvh flex-col">
        <header className="flex h-14 shrink-0 items-center justify-between gap-3 border-b border-line px-4">
          <a href="/" className="flex items-center gap-2.5 rounded-lg p-1">
            <Logo className="size-7" />
            <span className="font-semibold tracking-tight text-ink">{app("name")}</span>
          </a>
          <div className="text-sm text-muted">
            <LanguageLinks />
          </div>
        </header>
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-3xl flex-1 px-4 py-8 outline-none">
          <h1 className="text-2xl font-semibold tracking-tight text-balance wrap-anywhere text-ink">
            {title || t("untitled")}
          </h1>
          <p className="mt-2 text-sm wrap-anywhere text-muted">
            {t("with", { name: agentName })} · <SharedDay time={sharedAt} />
          </p>
          <p
            data-testid="share-note"
            className="mt-5 rounded-xl border border-line bg-surface px-4 py-3 text-sm text-pretty text-muted"
          >
            <SharedNote time={sharedAt} />
          </p>
          <div className="mt-4">
            {messages.map((message, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a snapshot; nothing in it ever moves
              <SharedPart key={index} message={message} agentName={agentName} />
            ))}
          </div>
        </main>
        <footer className="border-t border-line pb-safe text-center text-xs text-muted">
          <p className="px-4 py-4">{t("footer")}</p>
        </footer>
      </div>
      <Spoken />
    </TooltipProvider>
  );
}

function SharedPart({ message, agentName }: { message: SharedMessage; agentName: string }) {
  const t = useTranslations("sharePage");
  const tools = useTranslations("tools");
  if (message.role === "user")
    return (
      <article data-testid="shared-user" className="flex justify-end py-3">
        <div className="max-w-[min(85%,40rem)] rounded-2xl rounded-br-md bg-bubble px-4 py-2.5 text-ink">
          <h2 className="sr-only">{t("person")}</h2>
          <p className="whitespace-pre-wrap wrap-anywhere">{message.text}</p>
        </div>
      </article>
    );
  return (
    <article data-testid="shared-assistant" className="py-2 text-ink">
      <h2 className="sr-only">{agentName}</h2>
      {message.text.trim() !== "" && <Markdown text={message.text} />}
      {message.tools.length > 0 && (
        <ul aria-label={t("tools")} className="mt-2 flex flex-wrap gap-2">
          {message.tools.map((name, index) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: one tool may be used twice, and nothing ever moves
              key={index}
              className="inline-flex max-w-full items-center gap-2 rounded-lg border border-line bg-surface px-3 py-1.5 text-sm text-muted"
            >
              <Wrench size={14} aria-hidden="true" className="shrink-0" />
              <span className="truncate">{isKnownTool(name) ? tools(name) : tools("other", { name })}</span>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}
