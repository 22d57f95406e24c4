import { expect, type Page } from "@playwright/test";
import { askedOf, OWN_SITE, PYTHON, test } from "./support/own-agents";
import { AIKO, arrive, lastAnswer, send, settled } from "./support/test";

// Agents that are not ours behind one site: one in Python for the HTTP protocol, one that an npm package makes, and our own.

/** A new conversation with an agent, by its address. */
async function talkTo(page: Page, agent: string): Promise<void> {
  await page.goto(`${OWN_SITE}/?agent=${agent}`);
  await page.getByTestId("composer").waitFor();
}

async function answerTo(page: Page, text: string) {
  const before = await page.getByTestId("message-user").count();
  await send(page, text);
  await expect(page.getByTestId("message-user")).toHaveCount(before + 1);
  await expect(lastAnswer(page)).toBeVisible({ timeout: 30_000 });
  await settled(page);
  return lastAnswer(page);
}

test.skip(PYTHON === "", "there is no Python with FastAPI on this machine; CI has one");

test("three agents on one site: each answers as itself, with the person's own token, in a session of its own", async ({
  page,
  ownStack,
}) => {
  test.setTimeout(120_000);
  await arrive(page, AIKO, ownStack);
  const talks: [agent: string, question: string, answer: RegExp][] = [
    ["python", "Hello from the site", /Python here\. You said: Hello from the site/],
    ["tanstack", "Hello from the site", /TanStack here\. You said: Hello from the site/],
    ["default", "What is 6*7?", /42/],
    ["python-agui", "Hello from the site", /Python here, over AG-UI\. You said: Hello from the site/],
  ];
  const sessions = new Set<string | null>();
  for (const [agent, question, answer] of talks) {
    await test.step(agent, async () => {
      await talkTo(page, agent);
      await expect(await answerTo(page, question)).toContainText(answer);
      await expect(page.getByTestId("error-card")).toHaveCount(0);
      const calls = (await askedOf(agent)).filter(({ op }) => op === "invoke");
      expect(calls.map(({ sub }) => sub)).toEqual(calls.map(() => AIKO.sub));
      expect(calls.length).toBeGreaterThan(0);
      sessions.add(calls.at(-1)?.sessionId ?? null);
    });
  }
  expect(sessions.size).toBe(talks.length);
});

test("a conversation stays with its agent, through a reload and back, and the agent remembers it", async ({
  page,
  ownStack,
}) => {
  await arrive(page, AIKO, ownStack);
  await talkTo(page, "python");
  await answerTo(page, "The word is kite");
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  const address = page.url();
  await talkTo(page, "tanstack");
  await answerTo(page, "Something else");
  await page.goto(address);
  await expect(lastAnswer(page)).toContainText("You said: The word is kite");
  await page.reload();
  await expect(lastAnswer(page)).toContainText("You said: The word is kite");
  // By the same process: that is where the last message is remembered.
  await expect(await answerTo(page, "And now?")).toContainText("You said: And now? (Before that: The word is kite)");
});

test("a tool of the other framework shows like one of ours", async ({ page, ownStack }) => {
  await arrive(page, AIKO, ownStack);
  await talkTo(page, "tanstack");
  await expect(await answerTo(page, "How many kites are there?")).toContainText('"inStock":42');
  const call = page.locator('[data-testid="tool-call"][data-tool="stock_level"]');
  await expect(call).toHaveAttribute("data-status", "done");
});

test("what fails in an agent is an honest error that gives nothing away, and the next message works", async ({
  page,
  ownStack,
}) => {
  test.setTimeout(120_000);
  await arrive(page, AIKO, ownStack);
  const failures: [agent: string, question: string, secret: RegExp][] = [
    ["python", "please fail", /cannot be reached|must not leave|CloudWatch/],
    ["tanstack", "please fail", /SECRET-OF-THE-STUB|cannot be reached/],
    ["python-agui", "please fail", /cannot be reached|must not leave/],
  ];
  const card = page.getByTestId("error-card");
  for (const [agent, question, secret] of failures) {
    await test.step(`${agent}: a failure`, async () => {
      await talkTo(page, agent);
      await send(page, question);
      await expect(card).toHaveAttribute("data-code", "AGENT_FAILED", { timeout: 30_000 });
      await settled(page);
      await expect(page.locator("body")).not.toContainText(secret);
      await expect(await answerTo(page, "and now")).toContainText("You said: and now");
      await expect(card).toHaveCount(0);
    });
  }
  await test.step("a 400: the entry says the wrong thing of where the agent reads", async () => {
    await talkTo(page, "misread");
    await send(page, "hello");
    await expect(card).toHaveAttribute("data-code", "AGENT_FAILED", { timeout: 30_000 });
    await expect(page.locator("body")).not.toContainText(/input\.prompt|CloudWatch/);
  });
});

test("stop ends the session of an agent that knows no stop command, and the next message starts a new one", async ({
  page,
  ownStack,
}) => {
  await arrive(page, AIKO, ownStack);
  await talkTo(page, "python");
  await answerTo(page, "Remember this");
  await send(page, "Please wait 60 seconds");
  await page.getByTestId("stop").click();
  await settled(page, 15_000);
  await expect(page.getByTestId("error-card")).toHaveCount(0);
  await expect.poll(async () => (await askedOf("python")).filter(({ op }) => op === "stop").length).toBeGreaterThan(0);
  const answer = await answerTo(page, "Are you there?");
  await expect(answer).toContainText("You said: Are you there?");
  await expect(answer).not.toContainText("Before that");
});
