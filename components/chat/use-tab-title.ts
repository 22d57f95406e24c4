"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";

/**
 * The tab's title: that of the conversation, with a mark before it while an answer is being written, or how many decisions
 * the agent waits for.
 */
export function tabTitle(site: string, title: string, running: boolean, waiting = 0): string {
  const plain = title ? `${title} – ${site}` : site;
  if (running) return `● ${plain}`;
  return waiting > 0 ? `(${waiting}) ${plain}` : plain;
}

/**
 * Sets the tab's title while the conversation is on screen, and keeps it: Next sets the title of a page late, and again
 * with each refresh, and its page does not know the conversation.
 */
export function useTabTitle(title: string, running: boolean, waiting = 0): void {
  const site = useTranslations("app")("name");
  const wanted = tabTitle(site, title, running, waiting);
  useEffect(() => {
    const set = () => {
      if (document.title !== wanted) document.title = wanted;
    };
    set();
    const observer = new MutationObserver(set);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      document.title = site;
    };
  }, [wanted, site]);
}
