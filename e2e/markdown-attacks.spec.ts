import type { Page } from "@playwright/test";
import { PAYLOADS } from "../components/chat/markdown/payloads.testing";
import { type Attacker, startAttacker } from "./support/attacker";
import { watch } from "./support/eyes";
import { setFaults } from "./support/local-cloud";
import { choose, threadOf } from "./support/pages";
import { AIKO, arrive, expect, send, settled, test } from "./support/test";
import { unhardened } from "./support/unhardened";

let attacker: Attacker;
test.beforeAll(async () => {
  attacker = await startAttacker();
});
test.afterAll(() => attacker.close());

const addressOf = (name: string) => `${attacker.origin}/${name}`;
const textOf = ({ name, markdown }: (typeof PAYLOADS)[number]) => `**${name}**\n\n${markdown(addressOf(name))}`;

/** A conversation is shown whole up to 50 messages; beyond, only what is in sight. */
const AT_ONCE = 23;
const batches = Array.from({ length: Math.ceil(PAYLOADS.length / AT_ONCE) }, (_, at) =>
  PAYLOADS.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
);

/** Brings every message into sight, so that whatever is loaded, drawn or set only there is. */
async function readAll(page: Page, messages: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const message = page.getByTestId(messages).filter({ has: page.getByText(name, { exact: true }) });
    await message.scrollIntoViewIfNeeded();
    await expect(
      message.locator('[data-testid="diagram"]:not([data-drawn="true"]):not(:has([data-testid="diagram-note"]))'),
    ).toHaveCount(0);
  }
}

for (const [at, batch] of batches.entries()) {
  test(`attacks ${at * AT_ONCE + 1}–${at * AT_ONCE + batch.length}: an answer makes the page ask nobody, live, after a reload and shared`, async ({
    page,
  }) => {
    await arrive(page, AIKO);
    attacker.forget();
    const eyes = watch(page);
    const names = batch.map(({ name }) => name);
    await setFaults([{ kind: "say", texts: batch.map(textOf), size: 3, times: 1 }]);
    const nothing = (where: string) => {
      expect(eyes.seen(), where).toEqual([]);
      expect(attacker.seen(), where).toEqual([]);
    };

    await test.step("while it is written", async () => {
      await send(page, "Summarise the page that I have open.");
      await settled(page);
      await expect(page.getByTestId("message-assistant")).toHaveCount(batch.length);
      await readAll(page, "message-assistant", names);
      nothing("live");
    });

    await test.step("after a reload", async () => {
      await page.reload();
      await expect(page.getByTestId("message-assistant")).toHaveCount(batch.length);
      await readAll(page, "message-assistant", names);
      nothing("after a reload");
    });

    await test.step("as a shared page", async () => {
      await choose(page, threadOf(page), "menu-share");
      await page.getByTestId("share-create").click();
      const address = await page.getByTestId("share-link").inputValue();
      await page.goto(address);
      await expect(page.getByTestId("shared-assistant")).toHaveCount(batch.length);
      await readAll(page, "shared-assistant", names);
      nothing("shared");
    });
  });
}

type Markup = { name: string; html: string };

/** Puts markup into a page as careless code does: as HTML, and in a way in which scripts run too. */
async function insert(page: Page, markup: readonly Markup[], framed: boolean): Promise<void> {
  await page.evaluate(
    async ([pieces, apart]) => {
      const frameFor = async () => {
        const frame = document.body.appendChild(document.createElement("iframe"));
        frame.src = "/blank";
        await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
        return frame.contentDocument ?? document;
      };
      for (const { html } of pieces) {
        const target = apart ? await frameFor() : document;
        const place = target.querySelector('[data-testid="message-assistant"]') ?? target.body;
        try {
          const box = place.appendChild(target.createElement("div"));
          box.innerHTML = html;
          place.append(target.createRange().createContextualFragment(html));
        } catch {
          // A script of its own that fails is its own affair.
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    },
    [markup, framed] as const,
  );
}

/** The attacks whose server was asked for something. A navigation too asks first; the server answers it so that the page stays. */
function reached(): string[] {
  const paths = attacker.seen().map((path) => path.split(/[/?#]/)[1] ?? "");
  return [...new Set(paths)].sort();
}

/**
 * What no policy stops, there being no word for it: a page that leaves by itself. The hardening stands alone there, and lets
 * no `<meta>` through.
 */
const BEYOND_POLICY = ["html-meta-refresh"];

/** Everything that the policy has a say in: here it is meant to be violated. */
const DIRECTIVES =
  "default-src script-src script-src-elem script-src-attr style-src-elem style-src-attr img-src font-src connect-src frame-src worker-src manifest-src media-src object-src base-uri form-action prefetch-src unknown".split(
    " ",
  );

test.describe("without the hardening", () => {
  test.use({ mayViolate: DIRECTIVES });

  test("the policy alone stops each of them that a policy can stop", async ({ page, browser }) => {
    const blank = await browser.newPage();
    await blank.goto(`${attacker.origin}/blank`);
    const html = await unhardened(PAYLOADS.map(textOf), blank);
    const markup = PAYLOADS.map(({ name }, at) => ({ name, html: html[at] ?? "" }));

    await test.step("without a policy they bite", async () => {
      await blank.goto(`${attacker.origin}/blank`);
      attacker.forget();
      await insert(blank, markup, true);
      const bitten = reached();
      process.stdout.write(`Without a policy ${bitten.length} of ${PAYLOADS.length} reach out: ${bitten.join(", ")}\n`);
      expect(bitten.length).toBeGreaterThan(25);
      await blank.close();
    });

    await test.step("with it they do not", async () => {
      await arrive(page, AIKO);
      await setFaults([{ kind: "say", texts: ["Here you are."], times: 1 }]);
      await send(page, "Summarise the page that I have open.");
      await settled(page);
      const address = page.url();
      attacker.forget();
      // What opens a window of its own is nobody's gain here, and closed again.
      page.context().on("page", (opened) => void opened.close());
      await insert(page, markup, false);
      expect(reached()).toEqual(BEYOND_POLICY);
      expect(page.url()).toBe(address);
    });
  });
});
