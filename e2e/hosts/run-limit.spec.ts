import en from "../../lib/i18n/messages/en.json" with { type: "json" };
import ja from "../../lib/i18n/messages/ja.json" with { type: "json" };
import { LIMITED_SITE } from "../support/addresses";
import { AIKO, arrive, BEN, expect, LIMITED_SECONDS, settled, test, wakeAgent } from "../support/hosts";
import { commandOf, forgetInvocations, invocations, runsAsked } from "../support/local-cloud";
import { ask, newAnswer, readAloud, readSoFar, showsWhatIsStored, story } from "../support/pages";
import { checkLook } from "../support/wcag";

/** 25 words a second: so many take several times as long as there is. */
const LONG = story("the sea", 400);

const LANGUAGES = [
  { locale: "en-US", person: AIKO, width: 1280, messages: en, limit: `${LIMITED_SECONDS} seconds`, says: "demo model" },
  { locale: "ja-JP", person: BEN, width: 360, messages: ja, limit: `${LIMITED_SECONDS} 秒`, says: "デモ" },
] as const;

test.use({ baseURL: LIMITED_SITE });

for (const { locale, person, width, messages, limit, says } of LANGUAGES) {
  test.describe(locale, () => {
    test.use({ locale, viewport: { width, height: 800 } });

    test("an answer that is longer than the host allows is kept as far as it came, and goes on when the person wants it to", async ({
      page,
      limited: _,
    }, info) => {
      await arrive(page, person, LIMITED_SITE);
      await wakeAgent(page);
      await forgetInvocations();
      await ask(page, LONG);
      const read = await readSoFar(page);
      const card = page.getByTestId("error-card");
      await expect(card).toHaveAttribute("data-code", "HOST_LIMIT");
      await settled(page);
      await expect(card).toContainText(messages.errors.HOST_LIMIT);
      await expect(card).toContainText(limit);
      await checkLook(page, `host-limit-${locale}`, info);
      const stored = await showsWhatIsStored(page);
      expect(stored).toContain(read);
      expect(stored.split(" ").length).toBeLessThan(300);

      await test.step("the container was told to stop, and its call is closed", async () => {
        const [run] = await runsAsked();
        const { runId } = JSON.parse(String(run?.body)) as { runId: string };
        await expect
          .poll(async () => (await invocations()).filter(({ body }) => commandOf(body) === "stop"))
          .toMatchObject([{ status: 200, sessionId: run?.sessionId, body: expect.stringContaining(runId) }]);
        expect((await runsAsked())[0]?.endedAt).not.toBeNull();
      });

      await test.step("a reload shows the same", async () => {
        await page.reload();
        await expect(card).toContainText(limit);
        expect(await showsWhatIsStored(page)).toBe(stored);
      });

      await test.step("the way on is a new run", async () => {
        const goOn = page.getByTestId("go-on");
        await expect(goOn).toHaveText(messages.problem.goOn);
        await goOn.focus();
        await page.keyboard.press("Enter");
        await expect(page.getByTestId("message-user")).toHaveCount(2);
        await expect(page.getByTestId("message-user").last()).toContainText(messages.problem.goOnMessage);
        await expect(newAnswer(page)).toContainText(says);
        await settled(page);
        await expect(card).toHaveCount(0);
        expect(await runsAsked()).toHaveLength(2);
        await page.reload();
        await expect(newAnswer(page)).toContainText(says);
        await expect(card).toHaveCount(0);
        expect(await readAloud(page.getByTestId("message-assistant").first())).toBe(stored);
      });
    });
  });
}
