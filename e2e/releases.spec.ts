import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { createReaper } from "../dev/start/reaper";
import { RELEASES_PORT, RELEASES_SITE } from "./support/addresses";
import { siteProcess } from "./support/site-process";
import { AIKO, arrive, expect, lastAnswer, send, settled, test } from "./support/test";
import { checkLook } from "./support/wcag";

/** The page asks the site what has changed every five seconds; so many answers lie within a minute, and one more. */
const ANSWERS = 14;

const bar = (page: Page) => page.getByTestId("release-bar");
const releaseOf = (page: Page) => page.locator("html").getAttribute("data-release");

/** Lets the page's clock run on to its next question, and waits for the site's answer. */
async function nextAnswer(page: Page): Promise<string | undefined> {
  const answered = page.waitForResponse((response) => response.url().includes("/api/threads/changes"));
  await page.clock.fastForward(5_100);
  return (await answered).headers()["x-release"];
}

test.use({ baseURL: RELEASES_SITE });

// Two processes of one build, one after the other at the same address. RELEASE makes two releases of them: pages and
// answers say what the process that made them was given.
test("a page that was open before a deploy goes on working, says that the site is another one, and loses nothing", async ({
  page,
}, info) => {
  const [dataDir, reaper] = [mkdtempSync(join(tmpdir(), "agentcore-chat-releases-")), createReaper()];
  const process = (release: string) =>
    siteProcess({
      name: `site of ${release}`,
      port: RELEASES_PORT,
      origin: RELEASES_SITE,
      dataDir,
      env: { RELEASE: release },
      reaper,
    });
  const [before, after] = [process("v1.0.0"), process("v1.1.0")];
  try {
    await before.start();
    await page.clock.install();
    await arrive(page, AIKO, RELEASES_SITE);
    await send(page, "What is 2+3?");
    await expect(lastAnswer(page)).toContainText("5");
    await settled(page);
    expect(await releaseOf(page)).toBe("v1.0.0");

    // What is kept open by the browser would only be waited for.
    await before.terminate(1_000);
    await after.start();
    await send(page, "What is 20+30?");
    await expect(lastAnswer(page)).toContainText("50");
    await settled(page);
    await page.getByTestId("composer").fill("half a sentence");
    const heard: (string | undefined)[] = [];
    for (let count = 0; count < ANSWERS; count++) {
      if (count === 2) await expect(bar(page), "not yet").toHaveCount(0);
      heard.push(await nextAnswer(page));
    }
    expect(new Set(heard)).toEqual(new Set(["v1.1.0"]));
    await expect(bar(page)).toHaveAttribute("data-notice", "updated");
    await expect(bar(page).getByRole("status")).toHaveText(/This site has been updated/);
    await expect(page.getByTestId("composer")).toBeFocused();
    await expect(page.getByTestId("composer")).toHaveValue("half a sentence");
    await checkLook(page, "updated", info);
    await page.setViewportSize({ width: 360, height: 640 });
    await page.emulateMedia({ colorScheme: "dark" });
    await checkLook(page, "updated-small-dark", info);
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 720 });

    // A deploy takes the files of the page's code away; those that it has not loaded yet are missed later.
    await page.route("**/_next/static/**", (route) => route.fulfill({ status: 404, body: "" }));
    await page.getByTestId("user-menu").click();
    await page.getByTestId("open-devices").click();
    await expect(bar(page)).toHaveAttribute("data-notice", "needed");
    await expect(lastAnswer(page), "the page stays").toContainText("50");
    await page.unroute("**/_next/static/**");

    await page.getByTestId("release-reload").focus();
    await page.keyboard.press("Enter");
    await expect(page.locator("html")).toHaveAttribute("data-release", "v1.1.0");
    await expect(page.getByTestId("composer")).toHaveValue("half a sentence");
    await expect(lastAnswer(page)).toContainText("50");
    await nextAnswer(page);
    await expect(bar(page)).toHaveCount(0);
  } finally {
    await Promise.all([before.kill(), after.kill()]);
    reaper.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
