"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useLayoutEffect, useState } from "react";
import { departures, type Leaving } from "../account/departures";
import { followOut, forgetLeaving } from "../account/leaving";
import { presence } from "../api/presence";
import { usePresence } from "../api/use-presence";

/**
 * Makes everything below it the page of that person. When somebody else has signed in to this browser meanwhile, nothing
 * of it is shown any longer and their own start page is loaded: neither may see the other's conversations, nor write as
 * the other. What the first was writing stays under their own id. When the person has left in another tab, nothing of
 * theirs stays.
 */
export function PersonProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const t = useTranslations();
  const [left, setLeft] = useState<Leaving | null>(null);
  const state = usePresence();
  // Before all effects below, which ask the server.
  useLayoutEffect(() => presence.begin(userId), [userId]);
  useEffect(() => forgetLeaving(), []);
  useEffect(
    () =>
      departures.hear(userId, (why) => {
        followOut(why);
        // At once: the sign-in page may take its time.
        setLeft(why);
      }),
    [userId],
  );
  const isOther = state === "other";
  useEffect(() => {
    if (isOther && !left) window.location.replace("/");
  }, [isOther, left]);
  useEffect(() => {
    // Back from elsewhere, a browser may show the page as it was, though the person has signed out since.
    const back = ({ persisted }: PageTransitionEvent) => persisted && window.location.reload();
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);
  if (!isOther && !left) return children;
  return (
    <p role="status" data-testid={left ? "has-left" : "other-person"} className="m-auto p-6 text-center text-muted">
      {left ? t(`signIn.left.${left}`) : t("signInBar.other")}
    </p>
  );
}
