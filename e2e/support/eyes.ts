import type { Page } from "@playwright/test";
import { SITE } from "./addresses";

/** What a page has done that an answer must not make it do; empty while all is well. */
export type Eyes = { seen: () => string[]; forget: () => void };

/**
 * Watches a page, and whatever it opens, from now on: requests that it issues to elsewhere (those too that the policy
 * then stops: a request that is issued is no pass), dialogs, new windows and navigations.
 */
export function watch(page: Page): Eyes {
  let seen: string[] = [];
  const context = page.context();
  context.on("request", (request) => {
    if (!isOwn(request.url(), request.resourceType())) seen.push(`request ${request.resourceType()} ${request.url()}`);
  });
  context.on("page", (other) => seen.push(`window ${other.url()}`));
  page.on("dialog", (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("framenavigated", (frame) => {
    if (!isOwn(frame.url(), "document")) seen.push(`navigation ${frame.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && /Content[- ]Security[- ]Policy/i.test(message.text()))
      seen.push(`policy ${message.text()}`);
  });
  return {
    seen: () => seen,
    forget: () => {
      seen = [];
    },
  };
}

function isOwn(url: string, type: string): boolean {
  // A picture in the page's own memory: the drawn diagrams. A frame or a script of that kind would be an attack.
  if (type === "image" && /^(?:data:image\/svg\+xml;charset=utf-8,|blob:)/.test(url)) return true;
  return url === SITE || url.startsWith(`${SITE}/`) || url === "about:blank";
}
