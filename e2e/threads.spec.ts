import type { Page } from "@playwright/test";
import { crashSite } from "./support/control";
import { holdAnswers, setFaults } from "./support/local-cloud";
import { ask, converse, newAnswer, readAloud, readSoFar, SITES, showsWhatIsStored, story, tab } from "./support/pages";
import { AIKO, arrive, expect, settled, test } from "./support/test";

/**
 * Words of an answer that takes longer than the site waits before it stores a part of it: who comes after that gets the
 * stored part first and begins in the middle of a message.
 */
const LONG = 160;
/** So many words of it come, and the rest when the test has looked around: a page takes as long to load as the machine likes. */
const HELD_AFTER = 100;

/** Checks that a page which has just been opened has what had been read elsewhere. */
async function soonHas(page: Page, read: string): Promise<void> {
  await expect(newAnswer(page)).toBeVisible();
  await expect.poll(() => readAloud(newAnswer(page)), { intervals: [50] }).toContain(read);
}

for (const [mode, baseURL] of SITES) {
  test.describe(mode, () => {
    test.use({ baseURL });

    test("a reload in the middle of an answer and a second tab both go on from the words that were there, to the end, once", async ({
      page,
      context,
    }) => {
      await arrive(page, AIKO, baseURL);
      await holdAnswers(HELD_AFTER);
      await ask(page, story("a reload", LONG));
      const read = await readSoFar(page);
      await page.reload();
      await soonHas(page, read);
      const later = await readSoFar(page, LONG / 2);
      const second = await tab(context, page.url());
      await soonHas(second, later);
      await expect(second.getByTestId("stop")).toBeVisible();
      await expect(second, "a tab in the background shows it too").toHaveTitle(/^● .*reload/);
      await setFaults([]);
      await Promise.all([settled(page), settled(second)]);
      await expect(second).not.toHaveTitle(/●/);
      const stored = await showsWhatIsStored(page);
      expect(stored.split(" ").length).toBe(LONG);
      expect(await showsWhatIsStored(second)).toBe(stored);

      await test.step("an idle tab learns of a new answer by itself", async () => {
        await ask(page, "What is 6*7?");
        await expect(second.getByTestId("message-user")).toHaveCount(2, { timeout: 10_000 });
        await expect(newAnswer(second)).toContainText("42");
        await settled(second);
      });
    });

    test("stop: what was read stays and does not grow, here and after a reload, and the next message works", async ({
      page,
      context,
    }) => {
      await arrive(page, AIKO, baseURL);
      await holdAnswers(60);
      await ask(page, story("the sea", 100));
      await readSoFar(page);
      // From another tab, which did not start it.
      const second = await tab(context, page.url());
      const read = await readSoFar(second);
      await second.getByTestId("stop").click();
      await Promise.all([settled(second), settled(page)]);
      await expect(page.getByTestId("error-card")).toHaveCount(0);
      await expect(page.getByTestId("answer-mark").last()).toHaveAttribute("data-mark", "stopped");
      const stored = await showsWhatIsStored(second);
      expect(stored).toContain(read);
      expect(stored.split(" ").length).toBeLessThan(100);
      await setFaults([]);
      await page.reload();
      await expect(page.getByTestId("answer-mark").last()).toHaveAttribute("data-mark", "stopped");
      expect(await showsWhatIsStored(page)).toBe(stored);
      await converse(page, "What is 2+3?");
      await expect(newAnswer(page)).toContainText("5");
    });

    test("edit and regenerate: the earlier branch stays and can be paged to", async ({ page }) => {
      await arrive(page, AIKO, baseURL);
      await converse(page, "What is 2+2?");
      await converse(page, "What is 10+1?");

      await test.step("an edited question is a branch, with what followed the old one kept", async () => {
        const first = page.getByTestId("message-user").first();
        await first.hover();
        await first.getByTestId("edit-message").click();
        await expect(page.getByTestId("edit-input")).toHaveValue("What is 2+2?");
        await page.getByTestId("edit-input").fill("never mind");
        await page.getByTestId("edit-cancel").click();
        await expect(page.getByTestId("message-user")).toHaveCount(2);
        await first.hover();
        await first.getByTestId("edit-message").click();
        await page.getByTestId("edit-input").fill("What is 30+3?");
        await page.getByTestId("edit-save").click();
        await expect(newAnswer(page)).toContainText("33");
        await settled(page);
        await expect(page.getByTestId("message-user")).toHaveText([/30\+3/]);
        await expect(page.getByTestId("branch-count").first()).toHaveText(/2\s*\/\s*2/);
        await page.getByTestId("branch-prev").first().click();
        await expect(page.getByTestId("message-user")).toHaveText([/2\+2/, /10\+1/]);
        await expect(page.getByTestId("branch-count").first()).toHaveText(/1\s*\/\s*2/);
        await page.reload();
        await expect(page.getByTestId("message-user")).toHaveText([/2\+2/, /10\+1/]);
        await page.getByTestId("branch-next").first().click();
        await expect(page.getByTestId("message-user")).toHaveText([/30\+3/]);
      });

      await test.step("a regenerated answer is a branch too", async () => {
        await page.getByTestId("regenerate").last().click();
        await expect(page.getByTestId("branch-count")).toHaveCount(2);
        await settled(page);
        await expect(newAnswer(page)).toContainText("33");
        await expect(page.getByTestId("branch-count").last()).toHaveText(/2\s*\/\s*2/);
        await page.getByTestId("branch-prev").last().click();
        await expect(page.getByTestId("branch-count").last()).toHaveText(/1\s*\/\s*2/);
        await expect(newAnswer(page)).toContainText("33");
      });

      await test.step("an answer whose tools had effects is not given again without a warning", async () => {
        await converse(page, 'Add "call Ngozi" to my task list.');
        await page.getByTestId("regenerate").last().click();
        await expect(page.getByTestId("confirm-effects")).toBeVisible();
        await expect(page.getByTestId("stop")).toHaveCount(0);
        await page.getByTestId("confirm-continue").click();
        await expect(page.getByTestId("branch-count").last()).toHaveText(/2\s*\/\s*2/);
        await settled(page);
      });
    });

    test("an answer that failed and one whose server died say so after a reload, and Try again works", async ({
      page,
    }) => {
      await arrive(page, AIKO, baseURL);
      await test.step("failed", async () => {
        await setFaults([{ kind: "cutEvents", after: 12 }]);
        await ask(page, story("a storm", 60));
        await expect(page.getByTestId("error-card")).toHaveAttribute("data-code", "STREAM_TRUNCATED");
        await settled(page);
        await setFaults([]);
        await page.reload();
        await expect(page.getByTestId("answer-mark").last()).toHaveAttribute("data-mark", "error");
        await page.getByTestId("try-again").last().click();
        await expect(page.getByTestId("stop")).toBeVisible();
        await settled(page);
        await expect(page.getByTestId("error-card")).toHaveCount(0);
        expect((await showsWhatIsStored(page)).split(" ").length).toBe(60);
      });
      await test.step("interrupted", async () => {
        await holdAnswers(40);
        await ask(page, story("a crash", 60));
        await expect(page.getByTestId("message-user")).toHaveCount(2);
        const read = await readSoFar(page, 20);
        await crashSite(mode);
        await setFaults([]);
        const mark = page.getByTestId("answer-mark").last();
        await expect(mark, "without a reload").toHaveAttribute("data-mark", "interrupted", { timeout: 30_000 });
        await page.reload();
        await expect(mark).toHaveAttribute("data-mark", "interrupted");
        // What had been read for a second is there; the last words may have been on their way.
        expect(await readAloud(newAnswer(page))).toContain(read.split(" ").slice(0, 4).join(" "));
        await page.getByTestId("try-again").last().click();
        await expect(page.getByTestId("stop")).toBeVisible();
        await settled(page);
        expect((await showsWhatIsStored(page)).split(" ").length).toBe(60);
        await expect(page.getByTestId("message-user")).toHaveCount(2);
      });
    });

    test("two tabs send at the same instant: one is answered, the other has its text back", async ({
      page,
      context,
    }) => {
      await arrive(page, AIKO, baseURL);
      await converse(page, "What is 1+1?");
      const second = await tab(context, page.url());
      await expect(second.getByTestId("message-user")).toHaveCount(1);
      const texts = [story("the first tab", 40), story("the second tab", 40)] as const;
      await page.getByTestId("composer").fill(texts[0]);
      await second.getByTestId("composer").fill(texts[1]);
      await Promise.all([page.getByTestId("send").click(), second.getByTestId("send").click()]);
      const returned = async () =>
        (await Promise.all([page, second].map((one) => one.getByTestId("composer").inputValue()))).filter(Boolean);
      await expect.poll(returned).toHaveLength(1);
      const lost = (await returned())[0] ?? "";
      expect(texts).toContain(lost);
      const won = texts.find((text) => text !== lost) ?? "";
      for (const one of [page, second]) {
        await expect(one.getByTestId("message-user")).toHaveText([/1\+1/, new RegExp(won)]);
        await settled(one);
      }
      await page.reload();
      await expect(page.getByTestId("message-user")).toHaveText([/1\+1/, new RegExp(won)]);
      const [loser] = (await page.getByTestId("composer").inputValue()) === lost ? [page] : [second];
      await loser.getByTestId("send").click();
      await expect(loser.getByTestId("message-user")).toHaveCount(3);
      await settled(loser);
    });
  });
}
