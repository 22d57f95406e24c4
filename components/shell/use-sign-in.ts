"use client";
import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import { useSecondsUntil } from "../ui/use-seconds-until";
import { startSignIn } from "./start-sign-in";

/** `limited`: there were too many tries, and there are seconds to wait; `allowed`: they are over. */
export type SignInState = "rest" | "busy" | "failed" | "limited" | "allowed";

/**
 * Goes to the company's sign-in page and from there to a path of this site; says what is to be said if it does not.
 *
 * @param options.prove whether the person is to show anew who they are
 */
export function useSignIn(options: { prove?: boolean } = {}): {
  state: SignInState;
  seconds: number;
  start: (callbackUrl: string) => void;
} {
  const locale = useLocale();
  const [state, setState] = useState<"rest" | "busy" | "failed">("rest");
  const [allowedFrom, setAllowedFrom] = useState<number | null>(null);
  const seconds = useSecondsUntil(allowedFrom);
  useEffect(() => {
    // Who goes back from the company's page finds this one as it was left: on its way.
    const back = ({ persisted }: PageTransitionEvent) => persisted && setState("rest");
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);
  const go = async (callbackUrl: string) => {
    setState("busy");
    const result = await startSignIn({ callbackUrl, locale, ...(options.prove ? { prove: true } : {}) });
    // Still busy: the page is about to go.
    if (result.ok) return window.location.assign(result.url);
    const { retryAfter } = result;
    setAllowedFrom(retryAfter === null ? null : Date.now() + retryAfter * 1000);
    setState(retryAfter === null ? "failed" : "rest");
  };
  const waits = seconds > 0 ? "limited" : "allowed";
  return {
    state: state === "rest" && allowedFrom !== null ? waits : state,
    seconds,
    start: (callbackUrl) => void (state === "busy" || seconds > 0 || go(callbackUrl)),
  };
}
