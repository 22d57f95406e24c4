import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { holdAnswers, setFaults } from "./support/local-cloud";
import {
  ask,
  choose,
  converse,
  inList,
  newAnswer,
  plain,
  readSoFar,
  SITES,
  startNew,
  story,
  tab,
  threadOf,
} from "./support/pages";
import { AIKO, arrive, BEN, expect, test } from "./support/test";

for (const [mode, baseURL] of SITES) {
  test.describe(mode, () => {
    test.use({ baseURL });

    test("the list: search in English and Japanese, rename, pin, archive, delete and undo, and what runs or is unread", async ({
      page,
      context,
    }) => {
      await arrive(page, BEN, baseURL);
      const sum = await converse(page, "What is 8317*3?");
      await startNew(page);
      const tea = await converse(page, "京都の抹茶について30字で説明して");
      await startNew(page);
      await expect(inList(page, sum)).toContainText("8317*3");
      await expect(inList(page, tea)).toContainText("抹茶");

      await test.step("search", async () => {
        const search = page.getByTestId("search");
        for (const [words, found] of [
          ["8317", sum],
          ["抹茶", tea],
          ["京都", tea],
        ] as const) {
          await search.fill(words);
          await expect(page.getByTestId("search-result")).toHaveCount(1);
          await expect(page.getByTestId("search-result")).toContainText(words);
          await page
            .getByTestId("search-result")
            .getByRole("link")
            .or(page.getByTestId("search-result"))
            .first()
            .click();
          await expect(page).toHaveURL(new RegExp(`/c/${found}$`));
        }
        await search.fill("大阪");
        await expect(page.getByTestId("search-result")).toHaveCount(0);
        await search.fill("");
        await expect(inList(page, sum)).toBeVisible();
      });

      await test.step("rename and pin, seen by another tab and after a reload", async () => {
        const second = await tab(context, "/");
        await choose(page, sum, "menu-rename");
        await page.getByTestId("rename-input").fill("Times tables 九九");
        await page.getByTestId("rename-input").press("Enter");
        await expect(inList(page, sum)).toContainText("Times tables 九九");
        await choose(page, sum, "menu-pin");
        const first = (one: Page) => one.getByTestId("sidebar").getByTestId("thread-item").first();
        for (const one of [page, second]) {
          await expect(inList(one, sum)).toContainText("Times tables 九九", { timeout: 10_000 });
          await expect(first(one)).toHaveAttribute("data-thread-id", sum);
        }
        await page.reload();
        await expect(first(page)).toHaveAttribute("data-thread-id", sum);
        await expect(inList(page, sum)).toContainText("Times tables 九九");
        await second.close();
      });

      await test.step("archive, and back", async () => {
        await choose(page, tea, "menu-archive");
        await expect(inList(page, tea)).toHaveCount(0);
        await page.reload();
        await expect(inList(page, sum)).toBeVisible();
        await expect(inList(page, tea)).toHaveCount(0);
        await page.getByTestId("show-archived").click();
        await expect(inList(page, tea)).toBeVisible();
        await choose(page, tea, "menu-archive");
        await page.goto("/");
        await expect(inList(page, tea)).toBeVisible();
      });

      await test.step("delete, undo, delete", async () => {
        await choose(page, sum, "menu-delete");
        await expect(inList(page, sum)).toHaveCount(0);
        await page.getByTestId("undo").click();
        await expect(inList(page, sum)).toBeVisible();
        await page.goto(`/c/${sum}`);
        await expect(newAnswer(page)).toContainText(/24,?951/);
        await choose(page, sum, "menu-delete");
        await expect(inList(page, sum)).toHaveCount(0);
        expect((await page.goto(`/c/${sum}`))?.status()).toBe(404);
      });

      await test.step("an answer that is being written elsewhere is marked, and then unread", async () => {
        await page.goto(`/c/${tea}`);
        await expect(newAnswer(page)).toBeVisible();
        await holdAnswers(20);
        await ask(page, story("a mark", 40));
        await readSoFar(page, 3);
        await startNew(page);
        await expect(inList(page, tea)).toHaveAttribute("data-running", "true", { timeout: 10_000 });
        await setFaults([]);
        await expect(inList(page, tea)).toHaveAttribute("data-unread", "true", { timeout: 20_000 });
        await inList(page, tea).getByRole("link").click();
        await expect(newAnswer(page)).toBeVisible();
        await expect(inList(page, tea)).not.toHaveAttribute("data-unread", "true", { timeout: 10_000 });
      });

      await test.step("delete all, and only after a question", async () => {
        const rows = page.getByTestId("sidebar").getByTestId("thread-item");
        const deleteAll = async () => {
          await page.getByTestId("list-menu").click();
          await page.getByTestId("delete-all").click();
          await expect(page.getByTestId("confirm")).toBeVisible();
        };
        await deleteAll();
        await page.keyboard.press("Escape");
        await expect(page.getByTestId("confirm")).toHaveCount(0);
        await expect(inList(page, tea)).toBeVisible();
        await deleteAll();
        await page.getByTestId("confirm").click();
        await expect(rows).toHaveCount(0);
        await page.reload();
        await expect(page.getByTestId("sidebar")).toBeVisible();
        await expect(rows).toHaveCount(0);
        expect((await page.goto(`/c/${tea}`))?.status()).toBe(404);
      });
    });

    test("share: another person reads what was there, and nothing after it is taken back; export is a file", async ({
      page,
      browser,
    }) => {
      await arrive(page, AIKO, baseURL);
      const thread = await converse(page, "What is 4713*3?");
      await choose(page, thread, "menu-share");
      await page.getByTestId("share-create").click();
      const link = page.getByTestId("share-link");
      await expect(link).toBeVisible();
      const address = (await link.inputValue().catch(() => link.textContent())) ?? "";
      expect(address).toMatch(new RegExp(`^${baseURL}/share/`));
      await page.keyboard.press("Escape");
      await converse(page, "What is 500+5?");

      const other = await browser.newContext();
      const reader = await other.newPage();
      await arrive(reader, BEN, baseURL);
      await reader.goto(address);
      await expect(reader.locator("body")).toContainText("4713*3");
      await expect(reader.locator("body")).toContainText(/14,?139/);
      await expect(reader.locator("body"), "a snapshot does not go on").not.toContainText("500+5");
      await expect(reader.getByTestId("composer")).toHaveCount(0);

      await choose(page, thread, "menu-share");
      await page.getByTestId("share-revoke").click();
      await expect(page.getByTestId("share-create")).toBeVisible();
      expect((await reader.goto(address))?.status()).toBe(404);
      await expect(reader.locator("body")).not.toContainText(/14,?139/);
      await other.close();
      await page.keyboard.press("Escape");

      for (const [item, type] of [
        ["menu-export-md", ".md"],
        ["menu-export-json", ".json"],
      ] as const) {
        const download = page.waitForEvent("download");
        await choose(page, thread, item);
        const file = await download;
        expect(file.suggestedFilename()).toContain(type);
        const text = readFileSync(await file.path(), "utf8");
        for (const said of ["What is 4713*3?", "14139", "505"])
          expect(plain(text).replaceAll(",", "")).toContain(plain(said));
        if (type === ".json") expect(() => JSON.parse(text)).not.toThrow();
      }
      expect(threadOf(page)).toBe(thread);
    });
  });
}
