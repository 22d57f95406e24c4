import type { Page } from "@playwright/test";
import { FREEZING_SITE } from "../support/addresses";
import { hasPostgres } from "../support/database";
import { AIKO, arrive, BEN, expect, settled, signIn, test, wakeAgent } from "../support/hosts";
import type { LambdaHost } from "../support/lambda-host";
import { commandOf, holdAnswers, invocations, setFaults } from "../support/local-cloud";
import { ask, newAnswer, readAloud, readSoFar, showsWhatIsStored, story } from "../support/pages";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");
test.use({ baseURL: FREEZING_SITE });

/** The request that began the run is open: without one, the process that writes the answer would stand still. */
const isHeld = (host: LambdaHost) => host.open().some((what) => /^POST \/api\/threads\/[^/]+\/runs$/.test(what));

/** No process does anything any more, and none was cut in the middle of what it did. */
async function restsWell(host: LambdaHost): Promise<void> {
  await expect.poll(() => isHeld(host)).toBe(false);
  expect(host.counts().cut).toBe(0);
}

async function goesOnAfterReload(page: Page): Promise<string> {
  const read = await readSoFar(page);
  await page.reload();
  await expect(newAnswer(page)).toBeVisible();
  await expect.poll(() => readAloud(newAnswer(page)), { intervals: [50] }).toContain(read);
  return read;
}

test("where answers are held back and the process is frozen between requests, words come bit by bit, through a reload, and stop", async ({
  page,
  freezing: host,
}) => {
  await signIn(page, AIKO);
  await test.step("bit by bit, while the request that began it is open", async () => {
    await wakeAgent(page);
    await holdAnswers(60);
    await ask(page, story("a reload", 120));
    const read = await readSoFar(page);
    expect(isHeld(host)).toBe(true);
    const more = await readSoFar(page, read.split(" ").length + 12);
    expect(more).toContain(read);
    await goesOnAfterReload(page);
    await expect(page.getByTestId("stop")).toBeVisible();
    await setFaults([]);
    await settled(page);
    expect((await showsWhatIsStored(page)).split(" ")).toHaveLength(120);
    await restsWell(host);
  });
  await test.step("a stop ends it at the agent, and it does not grow", async () => {
    await holdAnswers(60);
    await ask(page, story("the sea", 100));
    const read = await readSoFar(page);
    await page.getByTestId("stop").click();
    await settled(page);
    await expect(page.getByTestId("answer-mark").last()).toHaveAttribute("data-mark", "stopped");
    const stored = await showsWhatIsStored(page);
    expect(stored).toContain(read);
    expect(stored.split(" ").length).toBeLessThan(100);
    expect((await invocations()).some(({ body }) => commandOf(body) === "stop")).toBe(true);
    await setFaults([]);
    await restsWell(host);
  });
});

test("an answer of more than 25 s ends before the host ends the request, says so, and can be gone on with", async ({
  page,
  freezing: host,
}) => {
  await arrive(page, BEN, FREEZING_SITE);
  await wakeAgent(page);
  const asked = Date.now();
  await ask(page, story("a long journey", 1_200));
  const card = page.getByTestId("error-card");
  await expect(card).toHaveAttribute("data-code", "HOST_LIMIT", { timeout: 40_000 });
  expect(Date.now() - asked).toBeLessThan(30_000);
  await expect(card).toContainText("25 seconds");
  await settled(page);
  const stored = await showsWhatIsStored(page);
  // Far more than one look's worth: the process was at work all the time.
  expect(stored.split(" ").length).toBeGreaterThan(200);
  await restsWell(host);
  await page.getByTestId("go-on").click();
  await expect(page.getByTestId("message-user")).toHaveCount(2);
  await expect(newAnswer(page)).toContainText("demo model", { timeout: 30_000 });
  await settled(page);
  await expect(card).toHaveCount(0);
  await page.reload();
  await expect(newAnswer(page)).toContainText("demo model");
  expect(await readAloud(page.getByTestId("message-assistant").first())).toBe(stored);
  await restsWell(host);
});
