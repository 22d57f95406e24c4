import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { SITE } from "./addresses";
import { identify } from "./client";
import { withServerLog } from "./failure-log";
import { resetAuth0, setFaults } from "./local-cloud";
import type { Person } from "./people";
import { type Violation, watchPolicy } from "./policy-watch";

export { expect } from "@playwright/test";
export { AIKO, BEN, CHIYO, type Person } from "./people";

type Options = {
  /** Directives that a test means to violate, by name; whatever else a page's policy blocks fails the test. */
  mayViolate: readonly string[];
};

/**
 * Whatever a test has broken is whole again before and after it; when it fails, it says what the servers said. Every page
 * that it opens, in whatever context, is watched: one that its own policy blocks something of is a page that is broken.
 */
export const test = base.extend<Options & { wellAgain: undefined; violations: Violation[] }>({
  mayViolate: [[], { option: true }],
  wellAgain: [
    async ({ browserName: _ }, use, info) => {
      await setFaults([]);
      await resetAuth0();
      await withServerLog(info, () => use(undefined));
      await setFaults([]);
      await resetAuth0();
    },
    { auto: true },
  ],
  violations: [
    async ({ browser, mayViolate }, use) => {
      const found: Violation[] = [];
      const original = browser.newContext;
      browser.newContext = async (options): Promise<BrowserContext> => {
        const context = await original.call(browser, options);
        await watchPolicy(context, (violation) => found.push(violation));
        return context;
      };
      await use(found);
      browser.newContext = original;
      const meant = [...mayViolate, ...(mayViolate.length > 0 ? ["report"] : [])];
      expect(
        found.filter(({ directive }) => !meant.includes(directive)),
        "what the policy of a page blocked",
      ).toEqual([]);
    },
    { auto: true },
  ],
});

/**
 * Begins where a signed-in person is. For tests that are about something else than signing in, which costs each of them
 * seconds by hand.
 */
export async function arrive(page: Page, person: Person, site: string = SITE): Promise<void> {
  const { identity } = await identify(person, { origin: site, url: site });
  const cookies = identity.cookie.split("; ").map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: site, httpOnly: true, sameSite: "Lax" as const };
  });
  await page.context().addCookies(cookies);
  await page.goto(`${site}/`);
  await page.getByTestId("composer").waitFor();
}

/** Signs in as a person would: the site's button, then their name at the local Auth0. */
export async function signIn(page: Page, person: Person, path = "/"): Promise<void> {
  await page.goto(path);
  await page.getByTestId("sign-in").click();
  await page.getByRole("button", { name: person.name }).click();
  await page.getByTestId("composer").waitFor();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByTestId("user-menu").click();
  await page.getByTestId("sign-out").click();
  await page.getByTestId("sign-in").waitFor();
}

/** Sends a message; the answer is the test's to wait for. */
export async function send(page: Page, text: string): Promise<void> {
  await page.getByTestId("composer").fill(text);
  await page.getByTestId("send").click();
}

/** Waits until no run is on: the composer offers to send again. */
export async function settled(page: Page, timeout = 30_000): Promise<void> {
  await page.getByTestId("stop").waitFor({ state: "detached", timeout });
}

/** The last answer on the page. */
export function lastAnswer(page: Page) {
  return page.getByTestId("message-assistant").last();
}

/** Waits until an answer has begun and has some words. @returns those it has now */
export async function words(page: Page, atLeast = 4): Promise<string> {
  const answer = lastAnswer(page);
  await expect
    .poll(async () => ((await answer.textContent()) ?? "").trim().split(/\s+/).length, { intervals: [100] })
    .toBeGreaterThanOrEqual(atLeast);
  return (await answer.textContent()) ?? "";
}
