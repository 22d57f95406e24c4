import { decodeJwt } from "jose";
import { commandOf, forgetInvocations, holdAnswers, invocations, runsAsked, setFaults } from "./support/local-cloud";
import { AIKO, arrive, BEN, expect, lastAnswer, send, settled, signIn, signOut, test } from "./support/test";

test("the whole chain: two people, each as themselves, word by word", async ({ page }) => {
  await forgetInvocations();
  await signIn(page, AIKO);

  await test.step("words arrive one after another, not at once", async () => {
    await send(page, "Tell me a story in 80 words.");
    const lengths = new Set<number>();
    await lastAnswer(page).waitFor();
    const started = Date.now();
    while (Date.now() - started < 20_000 && (await page.getByTestId("stop").count()) > 0) {
      lengths.add(((await lastAnswer(page).textContent()) ?? "").length);
      await page.waitForTimeout(40);
    }
    await settled(page);
    expect(lengths.size).toBeGreaterThan(10);
    await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
    await expect(page.getByTestId("demo-badge").last()).toBeVisible();
    await expect(page.getByTestId("reasoning").first()).toBeVisible();
  });

  await test.step("a tool call shows, with its result", async () => {
    await send(page, "What is 1234.5 * 67?");
    const call = page.locator('[data-testid="tool-call"][data-tool="calculate"]');
    await expect(call).toHaveAttribute("data-status", "done");
    await settled(page);
    await expect(lastAnswer(page)).toContainText(/82,?711\.5/);
  });

  await test.step("the agent knows that it acts for Aiko", async () => {
    await send(page, "Who am I?");
    await expect(page.locator('[data-testid="tool-call"][data-tool="whoami"]')).toHaveAttribute("data-status", "done");
    await settled(page);
    await expect(lastAnswer(page)).toContainText(AIKO.sub);
  });

  const aikosThread = new URL(page.url()).pathname;
  await signOut(page);

  await test.step("Ben sees nothing of Aiko's", async () => {
    await signIn(page, BEN);
    await expect(page.getByTestId("message-user")).toHaveCount(0);
    await page.goto(aikosThread);
    await expect(page.getByTestId("message-user")).toHaveCount(0);
    await expect(page.getByText("80 words")).toHaveCount(0);
    await page.goto("/");
    await send(page, "Who am I?");
    await settled(page);
    await expect(lastAnswer(page)).toContainText(BEN.sub);
    await expect(lastAnswer(page)).not.toContainText(AIKO.sub);
  });

  await test.step("AgentCore saw each person's own token, and one session per conversation", async () => {
    const calls = await runsAsked();
    const bySub = (sub: string) => calls.filter((call) => call.sub === sub);
    expect(bySub(AIKO.sub)).toHaveLength(3);
    expect(bySub(BEN.sub)).toHaveLength(1);
    for (const call of calls) expect(decodeJwt(call.token ?? "").sub).toBe(call.sub);
    expect(new Set(bySub(AIKO.sub).map((call) => call.sessionId)).size).toBe(1);
    expect(new Set(calls.map((call) => call.sessionId)).size).toBe(2);
    for (const call of calls) expect(call.sessionId).toMatch(/^[0-9a-f]{64}$/);
  });
});

test("a reload shows the conversation again, also in the middle of an answer", async ({ page }) => {
  await arrive(page, AIKO);
  await holdAnswers(30);
  await send(page, "Tell me a story in 60 words.");
  await expect(lastAnswer(page)).toContainText(/\w+ \w+ \w+/);
  await page.reload();
  await expect(page.getByTestId("message-user")).toHaveText(/60 words/);
  await expect(page.getByTestId("stop")).toBeVisible();
  await setFaults([]);
  await settled(page);
  await expect(lastAnswer(page)).toContainText(/\w+( \S+){40,}/);
});

test("stop ends the answer at the agent too, and the next message works", async ({ page }) => {
  await forgetInvocations();
  await arrive(page, AIKO);
  await send(page, "Tell me a story in 300 words.");
  await expect(lastAnswer(page)).toContainText(/\w+ \w+ \w+ \w+/);
  await page.getByTestId("stop").click();
  await settled(page);
  const text = await lastAnswer(page).textContent();
  await expect(page.getByTestId("error-card")).toHaveCount(0);
  await expect
    .poll(async () => (await invocations()).map((call) => String(call.body)).join("\n"))
    .toContain('"command":"stop"');
  await page.waitForTimeout(700);
  expect(await lastAnswer(page).textContent()).toBe(text);
  await send(page, "What is 2+3?");
  await settled(page);
  await expect(lastAnswer(page)).toContainText("5");
});

test("an agent is started when somebody is about to write, and not for a page that is only looked at", async ({
  page,
}) => {
  await arrive(page, AIKO);
  await forgetInvocations();
  await page.goto("/");
  const composer = page.getByTestId("composer");
  await expect(composer).toBeFocused();
  // As long as a start would take.
  await page.waitForTimeout(1_500);
  expect(await invocations()).toEqual([]);
  await composer.pressSequentially("What is");
  await expect.poll(async () => (await invocations()).map(({ status }) => status), { timeout: 30_000 }).toEqual([200]);
  const [warmed] = await invocations();
  expect(commandOf(warmed?.body)).toBe("warm");
  await composer.pressSequentially(" 6*7?");
  await composer.press("Enter");
  await expect(lastAnswer(page)).toContainText("42");
  await settled(page);
  const [run] = await runsAsked();
  expect(run?.sessionId).toBe(warmed?.sessionId);
  expect(String(warmed?.body)).toContain(new URL(page.url()).pathname.split("/").at(-1));
  // Opened again just now, it is there still.
  await page.reload();
  await expect(lastAnswer(page)).toContainText("42");
  await page.waitForTimeout(2_000);
  expect(await invocations()).toHaveLength(2);
});

test("the shared task list follows the agent", async ({ page }) => {
  await arrive(page, AIKO);
  await send(page, 'Add "water the plants" to my task list.');
  await settled(page);
  await expect(page.getByTestId("task-panel")).toContainText("water the plants");
  await page.reload();
  await expect(page.getByTestId("task-panel")).toContainText("water the plants");
});

test("in Japanese, a Japanese question gets a Japanese answer", async ({ browser }) => {
  const context = await browser.newContext({ locale: "ja-JP" });
  const page = await context.newPage();
  await arrive(page, AIKO);
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await send(page, "東京とニューヨークは今何時ですか?");
  await expect(page.locator('[data-testid="tool-call"][data-tool="current_time"]')).toHaveCount(2);
  await settled(page);
  await expect(lastAnswer(page)).toContainText(/[ぁ-ん]/);
  await context.close();
});
