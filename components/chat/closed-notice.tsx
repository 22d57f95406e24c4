"use client";
import type { CopilotChatInputProps } from "@copilotkit/react-core/v2";
import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAgents } from "../agents/agents-provider";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Composer } from "./composer";
import { wantComposer } from "./composer-focus";
import { useConversation, useDraft, useTurnsState } from "./conversation";
import { CopyButton } from "./messages/copy-button";
import { useChatSession } from "./session-provider";

/** Where a message is written, or why none can be. An answer that is still being written can be stopped, whoever writes it. */
export function ComposerOrNotice(props: CopilotChatInputProps) {
  const { isClosed, turns } = useConversation();
  const { phase } = useTurnsState(turns);
  return isClosed && phase !== "running" ? <ClosedNotice atBottom={props.bottomAnchored} /> : <Composer {...props} />;
}

function ClosedNotice({ atBottom = false }: { atBottom?: boolean | undefined }) {
  const t = useTranslations("agents");
  const p = useTranslations("problem");
  const gone = useTranslations("gone");
  const { startNew } = useChatSession();
  const { draft } = useDraft();
  const hasAgents = useAgents().length > 0;
  return (
    <div
      className={cx(
        "pointer-events-auto w-full",
        atBottom && "bg-linear-to-t from-bg from-75% to-transparent px-4 pt-6 pb-safe",
      )}
    >
      <section
        aria-label={t("closedTitle")}
        data-testid="closed-notice"
        className="mx-auto mb-3 w-full max-w-3xl rounded-2xl border border-line-strong bg-surface p-4 text-sm text-ink"
      >
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <p className="flex min-w-56 flex-1 gap-2.5 text-pretty">
            <Lock size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-muted" />
            <span>
              <span className="font-semibold">{t("closedTitle")}</span>{" "}
              <span className="text-muted">{t("closedText")}</span>
            </span>
          </p>
          {hasAgents && (
            <Button
              data-testid="start-new"
              onClick={() => {
                wantComposer();
                startNew();
              }}
            >
              {p("newChat")}
            </Button>
          )}
        </div>
        {draft.trim() !== "" && (
          <div className="mt-3 flex items-start gap-2 border-t border-line pt-3">
            <p className="min-w-0 flex-1">
              <span className="block text-muted">{gone("text")}</span>
              <span className="line-clamp-4 whitespace-pre-wrap wrap-anywhere">{draft}</span>
            </p>
            <CopyButton text={draft} label={gone("copy")} testId="copy-draft" />
          </div>
        )}
      </section>
    </div>
  );
}
