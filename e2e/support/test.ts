import { test as base, type Page } from "@playwright/test";
import { SITE } from "./addresses";
import { resetAuth0, setFaults } from "./local-cloud";

export { expect } from "@playwright/test";

/** Whatever a test has broken is whole again before and after it. */
export const test = base.extend<{ wellAgain: undefined }>({
  wellAgain: [
    async ({ browserName: _ }, use) => {
      await setFaults([]);
      await resetAuth0();
      await use(undefined);
      await setFaults([]);
      await resetAuth0();
    },
    { auto: true },
  ],
});

export type Person = { name: string; sub: string };
export const AIKO: Person = { name: "Aiko Tanaka", sub: "auth0|local-aiko-tanaka" };
export const BEN: Person = { name: "Ben Carter", sub: "auth0|local-ben-carter" };

/** Signs in as a person would: the site's button, then their name at the local Auth0. */
export async function signIn(page: Page, person: Person, path = "/"): Promise<void> {
  await page.goto(`${SITE}${path}`);
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
export async function settled(page: Page): Promise<void> {
  await page.getByTestId("stop").waitFor({ state: "detached", timeout: 30_000 });
}

/** The last answer on the page. */
export function lastAnswer(page: Page) {
  return page.getByTestId("message-assistant").last();
}
