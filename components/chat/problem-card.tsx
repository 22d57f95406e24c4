"use client";
import { CircleAlert, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback } from "react";
import { SignInTrouble } from "../shell/sign-in-trouble";
import { useSignIn } from "../shell/use-sign-in";
import { Button } from "../ui/button";
import { useSecondsUntil } from "../ui/use-seconds-until";
import { actionOf, allowedFrom, type Problem, waitEnd } from "./problem";
import { ProblemDetails } from "./problem-details";
import { useChatSession } from "./session-provider";

/** A problem's sentence in the person's language. Decided by its code here, so that it changes with the language. */
export function useProblemSentence(): (problem: Problem) => string {
  const e = useTranslations("errors");
  const t = useTranslations("problem");
  const l = useTranslations("limit");
  const { answerSeconds } = useChatSession();
  return useCallback(
    (problem: Problem) => {
      const { code, unsent, retryAfter } = problem;
      if (allowedFrom(problem) !== null) return l("wait", { seconds: retryAfter ?? 0 });
      switch (code) {
        case "NETWORK":
          return unsent ? t("networkUnsent") : t("network");
        case "TOO_LARGE":
          return unsent ? t("messageTooLarge") : e(code);
        case "NOT_UNDERSTOOD":
          return t("notUnderstood");
        case "UNANSWERED":
          return t("unanswered");
        case "INTERRUPTED":
          return t("interrupted");
        case "HOST_LIMIT":
          return answerSeconds ? `${e(code)} ${t("hostLimit", lengthOf(answerSeconds))}` : e(code);
        default:
          return e(code);
      }
    },
    [e, t, l, answerSeconds],
  );
}

/** Minutes where seconds would be many. */
function lengthOf(seconds: number): { unit: "seconds" | "minutes"; count: number } {
  return seconds < 120 ? { unit: "seconds", count: seconds } : { unit: "minutes", count: Math.floor(seconds / 60) };
}

const TITLES = { start: "titleStart", connect: "titleConnect", run: "title" } as const;

type Props = {
  problem: Problem;
  agent: { id: string; name: string };
  busy?: boolean;
  /** Same-origin path. */
  signInAgainAt: string;
  onTryAgain: () => void;
  onGoOn?: () => void;
  /** A question to answer before it is tried again. */
  children?: ReactNode;
};

/** What went wrong, what to do about it, and what support needs to find it. */
export function ProblemCard({ problem, agent, busy = false, signInAgainAt, onTryAgain, onGoOn, children }: Props) {
  const t = useTranslations("problem");
  const sentence = useProblemSentence();
  const { session, startNew } = useChatSession();
  const wait = useSecondsUntil(waitEnd(problem));
  const action = actionOf(problem);
  const title = problem.unsent ? t("titleUnsent") : t(TITLES[problem.source]);
  const again = action === "retry" || action === "reconnect" || action === "restart";
  return (
    <section
      data-testid="error-card"
      data-code={problem.code}
      aria-label={title}
      className="my-4 rounded-xl border border-danger-line bg-danger-soft p-4 text-sm text-ink"
    >
      <div className="flex gap-3">
        <CircleAlert size={20} aria-hidden="true" className="mt-0.5 shrink-0 text-danger" />
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-1 text-pretty">{sentence(problem)}</p>
          {again && wait > 0 && <p className="mt-1 text-muted">{t("wait", { seconds: wait })}</p>}
          <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
            {again && (
              <Button data-testid="try-again" disabled={busy || wait > 0} onClick={onTryAgain}>
                <RotateCcw size={16} aria-hidden="true" />
                {t("tryAgain")}
              </Button>
            )}
            {action === "signIn" && <SignInAgain at={signInAgainAt} />}
            {action === "newChat" && (
              <Button data-testid="start-new" onClick={startNew}>
                {t("newChat")}
              </Button>
            )}
            {action === "reload" && (
              <Button data-testid="reload" onClick={() => window.location.reload()}>
                {t("reload")}
              </Button>
            )}
            {action === "goOn" && onGoOn && (
              <Button data-testid="go-on" disabled={busy} onClick={onGoOn}>
                {t("goOn")}
              </Button>
            )}
          </div>
          {children}
          <ProblemDetails
            problem={problem}
            agent={agent}
            threadId={problem.source === "start" ? null : session.threadId}
          />
        </div>
      </div>
    </section>
  );
}

function SignInAgain({ at }: { at: string }) {
  const t = useTranslations("problem");
  const s = useTranslations("signIn");
  const { state, seconds, start } = useSignIn();
  return (
    <>
      <Button
        kind="primary"
        data-testid="sign-in-again"
        aria-busy={state === "busy"}
        disabled={state === "limited"}
        onClick={() => start(at)}
      >
        {state === "busy" ? s("busy") : t("signIn")}
      </Button>
      <SignInTrouble state={state} seconds={seconds} className="w-full" />
    </>
  );
}
