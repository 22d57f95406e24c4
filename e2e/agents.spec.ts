import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { AGENTS_SITE } from "./support/addresses";
import { sending } from "./support/client";
import { auth0Settings } from "./support/local-cloud";
import { converse, inList, startNew } from "./support/pages";
import { RESTRICTED } from "./support/several-agents";
import { AIKO, arrive, CHIYO, expect, settled, test } from "./support/test";
import { checkLook } from "./support/wcag";

test.use({ baseURL: AGENTS_SITE });

/** What of the restricted agent must be nowhere. */
const TRACES = /payroll|給与台帳|everybody earns|salary budget|🔐/i;
const header = (page: Page) => page.getByTestId("agent-name");
const options = (page: Page) => page.getByTestId("agent-option");

async function pick(page: Page, id: string): Promise<void> {
  await page.getByTestId("agent-picker").click();
  await page.locator(`[data-testid="agent-option"][data-agent="${id}"]`).click();
  await expect(page.getByTestId("agent-menu")).toHaveCount(0);
}

const runBody = (agentId: string, threadId: string = randomUUID()) => {
  const { messageId: _, ...turn } = sending(threadId, null, "hello");
  return { agentId, ...turn, tools: [], context: [], state: {} };
};

/** A run as the page itself would ask for it, both ways. */
async function run(page: Page, agentId: string, way: "stream" | "poll") {
  const body = runBody(agentId);
  const path = way === "poll" ? `/api/threads/${body.threadId}/runs` : `/api/copilotkit/agent/${agentId}/run`;
  const answer = await page.request.post(path, { data: body, headers: { origin: AGENTS_SITE } });
  const text = (await answer.text()).replace(/"requestId":"[^"]+"/, "");
  return { status: answer.status(), text: answer.status() < 300 ? "" : text };
}

test("a new chat is with the agent that is chosen, and each conversation stays with its own", async ({ page }) => {
  test.setTimeout(120_000);
  await arrive(page, AIKO, AGENTS_SITE);
  await expect(header(page)).toHaveText("Everyday helper");
  const sum = await converse(page, "What is 8317*3?");
  await startNew(page);

  await page.getByTestId("composer").fill("half a thought");
  await pick(page, "writer");
  await expect(header(page)).toHaveText("Story writer");
  // What was being written is still there, the starters are the agent's, and the keyboard is where it was.
  await expect(page.getByTestId("composer")).toHaveValue("half a thought");
  await expect(page.getByTestId("composer")).toHaveAttribute("placeholder", "Message Story writer");
  await expect(page.getByTestId("starter-prompt")).toHaveText(["Write a 30-word story about a lighthouse."]);
  await expect(page.getByTestId("agent-picker")).toBeFocused();
  await page.getByTestId("composer").fill("");
  const story = await converse(page, "Write a 30-word story about a lighthouse.");
  await expect(page.getByTestId("agent-picker")).toHaveCount(0);
  await expect(inList(page, sum)).toContainText("🧭");
  await expect(inList(page, story)).toContainText("✍️");

  // In the page, by Back, and after a reload: each with its agent.
  await inList(page, sum).getByRole("link").click();
  await expect(header(page)).toHaveText("Everyday helper");
  await expect(page.getByTestId("composer")).toHaveAttribute("placeholder", "Message Everyday helper");
  await expect(page.getByTestId("message-user")).toHaveText(/8317/);
  await converse(page, "What is 2*3?");
  await page.goBack();
  await expect(header(page)).toHaveText("Story writer");
  await page.reload();
  await expect(header(page)).toHaveText("Story writer");
  await expect(page.getByTestId("message-user")).toHaveText(/lighthouse/);
  await converse(page, "And a 20-word story about a boat.");
  await page.goto(`/c/${sum}`);
  await expect(header(page)).toHaveText("Everyday helper");
  const listed = (await (await page.request.get("/api/threads")).json()) as {
    threads: { id: string; agentId: string }[];
  };
  expect(Object.fromEntries(listed.threads.map(({ id, agentId }) => [id, agentId]))).toMatchObject({
    [sum]: "helper",
    [story]: "writer",
  });

  // The last one used is remembered, an address may say another, and one that there is not changes nothing.
  await page.goto("/");
  await expect(header(page)).toHaveText("Story writer");
  await page.goto("/?agent=plain");
  await expect(header(page)).toHaveText("Unadorned");
  await pick(page, "helper");
  await expect(page).toHaveURL(`${AGENTS_SITE}/`);
  await page.goto("/?agent=payroll");
  await expect(header(page)).toHaveText("Everyday helper");
});

test("the picker works by keyboard alone", async ({ page }) => {
  await arrive(page, AIKO, AGENTS_SITE);
  const picker = page.getByTestId("agent-picker");
  await picker.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox")).toBeFocused();
  await expect(page.getByRole("option", { selected: true })).toContainText("Everyday helper");
  await page.keyboard.press("Escape");
  await expect(picker).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(header(page)).toHaveText("Unadorned");
  await expect(page.getByTestId("agent-picker")).toBeFocused();
});

test("an agent for a role is nowhere for whoever lacks it, and there for whoever has it", async ({ page, browser }) => {
  test.setTimeout(120_000);
  const seen: string[] = [];
  page.on("response", async (response) => {
    if (response.url().startsWith(AGENTS_SITE)) seen.push(`${response.url()} ${await response.text().catch(() => "")}`);
  });
  await arrive(page, AIKO, AGENTS_SITE);
  await page.getByTestId("agent-picker").click();
  await expect(options(page)).toHaveCount(3);
  await page.keyboard.press("Escape");
  const info = await (await page.request.get("/api/copilotkit/info")).text();
  expect(info).toContain("writer");
  expect(`${info} ${await page.content()}`).not.toMatch(TRACES);
  for (const way of ["stream", "poll"] as const) {
    const unknown = await run(page, "nobody", way);
    expect(unknown).toMatchObject({ status: 404, text: expect.stringContaining("AGENT_NOT_FOUND") });
    expect(await run(page, RESTRICTED.id, way)).toEqual(unknown);
  }
  expect(seen.filter((text) => TRACES.test(text))).toEqual([]);
  // An address that names it leads to another agent, and says so as of one that never was.
  const told: string[] = [];
  for (const id of [RESTRICTED.id, "nobody"]) {
    await page.goto(`/?agent=${id}`);
    told.push((await page.getByTestId("agent-missed").textContent()) ?? "");
  }
  expect(told).toEqual([
    told[1],
    "The agent in this address is not available to you. This chat is with Everyday helper.",
  ]);

  const context = await browser.newContext({ baseURL: AGENTS_SITE });
  const other = await context.newPage();
  await arrive(other, CHIYO, AGENTS_SITE);
  expect(await (await other.request.get("/api/copilotkit/info")).text()).toContain("payroll");
  await pick(other, "payroll");
  await expect(header(other)).toHaveText("Payroll records");
  await expect(other.getByTestId("starter-prompt")).toHaveText(["What is the salary budget?"]);
  const thread = await converse(other, "What is 6*7?");

  // The role goes: with the next token the agent is gone, and its conversation can be read.
  await auth0Settings({ roles: { [CHIYO.sub]: [] } });
  await other.context().clearCookies();
  await arrive(other, CHIYO, AGENTS_SITE);
  await other.goto(`/c/${thread}`);
  await expect(other.getByTestId("message-assistant").last()).toContainText("42");
  await expect(other.getByTestId("closed-notice")).toBeVisible();
  for (const id of ["composer", "edit-message", "regenerate"]) await expect(other.getByTestId(id)).toHaveCount(0);
  expect(await other.content()).not.toMatch(/Payroll records|everybody earns|🔐/);
  expect(await (await other.request.get(`/api/threads/${thread}/export?format=md`)).text()).toContain("42");
  expect(await run(other, RESTRICTED.id, "stream")).toEqual(await run(other, "nobody", "stream"));
  await other.getByTestId("start-new").click();
  await expect(other.getByTestId("composer")).toBeVisible();
  await expect(header(other)).toHaveText("Everyday helper");
  await context.close();
});

test("an open page whose agent is taken away says so, and keeps what was written", async ({ page }) => {
  test.setTimeout(90_000);
  await auth0Settings({ accessTokenTtlSeconds: 4 });
  await arrive(page, CHIYO, AGENTS_SITE);
  await pick(page, "payroll");
  await converse(page, "What is 6*7?");
  await auth0Settings({ roles: { [CHIYO.sub]: [] }, accessTokenTtlSeconds: 3_600 });
  await page.waitForTimeout(4_500);
  await page.getByTestId("composer").fill("one more question");
  await page.getByTestId("send").click();
  await expect(page.getByTestId("closed-notice")).toBeVisible();
  await expect(page.getByTestId("closed-notice")).toContainText("one more question");
  await expect(page.getByTestId("message-assistant").last()).toContainText("42");
  await settled(page);
});

for (const [name, look] of Object.entries({
  desktop: { viewport: { width: 1280, height: 800 } },
  narrow: { viewport: { width: 360, height: 740 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" as const },
  japanese: { viewport: { width: 360, height: 740 }, locale: "ja-JP" },
}))
  test(`picker and closed conversation pass WCAG 2.2 AA checks and fit: ${name}`, async ({ browser }, info) => {
    test.setTimeout(90_000);
    const context = await browser.newContext({ baseURL: AGENTS_SITE, ...look });
    const page = await context.newPage();
    const check = (part: string) => checkLook(page, part, info);
    await arrive(page, CHIYO, AGENTS_SITE);
    await page.getByTestId("agent-picker").click();
    await expect(options(page)).toHaveCount(4);
    await check("picker");
    await page.keyboard.press("Escape");
    await pick(page, "payroll");
    await converse(page, "6*7");
    await auth0Settings({ roles: { [CHIYO.sub]: [] } });
    const address = page.url();
    await context.clearCookies();
    await arrive(page, CHIYO, AGENTS_SITE);
    await page.goto(address);
    await expect(page.getByTestId("closed-notice")).toBeVisible();
    await check("closed");
    await page.getByTestId("sidebar-toggle").click();
    await check("sidebar");
    await context.close();
  });
