import type { BrowserContext } from "@playwright/test";
import { REPORT_PATH } from "../../lib/http/headers/policy";

/** Something that a page's policy has blocked, as one of the ways told it in which a browser tells. */
export type Violation = { directive: string; detail: string };

const BINDING = "__tellViolation";

/**
 * Notes whatever the policies of this context's pages block. The page's own event says most; the console also has what a
 * frame or a page that is already gone met, and a report that is sent is seen on its way.
 */
export async function watchPolicy(context: BrowserContext, note: (violation: Violation) => void): Promise<void> {
  await context.exposeBinding(BINDING, (_source, violation: Violation) => note(violation));
  await context.addInitScript((binding) => {
    addEventListener("securitypolicyviolation", (event) => {
      const tell = (globalThis as unknown as Record<string, (violation: object) => void>)[binding];
      const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      const detail = `${blockedURI} on ${location.pathname} (${sourceFile}:${lineNumber} ${sample})`;
      tell?.({ directive: effectiveDirective, detail });
    });
  }, BINDING);
  context.on("console", (message) => {
    const text = message.text();
    if (!/content.security.policy/i.test(text)) return;
    // The rule is quoted whole, with its directive first.
    const directive = /directive: "([a-z-]+)/.exec(text)?.[1] ?? "unknown";
    note({ directive, detail: `console of ${message.page()?.url()}: ${text.slice(0, 300)}` });
  });
  context.on("request", (request) => {
    if (new URL(request.url()).pathname === REPORT_PATH)
      note({ directive: "report", detail: request.postData()?.slice(0, 500) ?? "" });
  });
}
