import { randomUUID } from "node:crypto";
import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { SITE } from "./support/addresses";
import { forgetInvocations, invocations } from "./support/local-cloud";
import { converse, tab } from "./support/pages";
import { AIKO, BEN, expect, send, settled, signIn, signOut, test } from "./support/test";

const json = { "content-type": "application/json", origin: SITE };
const input = (threadId: string, messages: unknown[] = [], parentId: string | null = null) => ({
  threadId,
  runId: randomUUID(),
  messages,
  tools: [],
  context: [],
  state: {},
  forwardedProps: { turn: { op: "send", parentId } },
});
const post = (request: APIRequestContext, path: string, data: unknown, headers: Record<string, string> = json) =>
  request.post(`${SITE}/api/copilotkit${path}`, { data, headers });

test("the way to Auth0 asks for PKCE, state, nonce, the audience and offline access", async ({ page }) => {
  const authorize = page.waitForRequest((request) => new URL(request.url()).pathname === "/authorize");
  await page.goto("/");
  await expect(page).toHaveURL(/\/signin/);
  await page.getByTestId("sign-in").click();
  const asked = new URL((await authorize).url()).searchParams;
  expect(asked.get("response_type")).toBe("code");
  expect(asked.get("code_challenge_method")).toBe("S256");
  expect(asked.get("audience")).toBe("urn:agentcore-chat:api");
  expect(asked.get("scope")?.split(" ")).toEqual(expect.arrayContaining(["openid", "offline_access"]));
  for (const name of ["code_challenge", "state", "nonce"]) expect(asked.get(name)?.length).toBeGreaterThan(20);
});

test("who gives up at Auth0 is told so, and can try again", async ({ page }) => {
  await page.goto("/");
  await page.getByTestId("sign-in").click();
  await page.getByRole("button", { name: /cancel/i }).click();
  await expect(page.getByTestId("sign-in-error")).toBeVisible();
  await page.getByTestId("sign-in").click();
  await page.getByRole("button", { name: AIKO.name }).click();
  await expect(page.getByTestId("composer")).toBeVisible();
});

test("nobody gets in without a session: pages lead to sign-in, routes answer 401, and a bearer header is no session", async ({
  page,
  request,
}) => {
  await page.goto(`/c/${randomUUID()}`);
  await expect(page).toHaveURL(/\/signin\?callbackUrl=/);
  for (const headers of [json, { ...json, authorization: "Bearer eyJhbGciOiJub25lIn0.e30." }]) {
    const answers = [
      await request.get(`${SITE}/api/copilotkit/info`, { headers }),
      await post(request, "/agent/default/run", input(randomUUID()), headers),
      await post(request, "/agent/default/connect", input(randomUUID()), headers),
      await post(request, `/agent/default/stop/${randomUUID()}`, {}, headers),
    ];
    for (const answer of answers) {
      expect(answer.status()).toBe(401);
      expect(((await answer.json()) as { code: string }).code).toBe("SIGN_IN_EXPIRED");
    }
  }
});

test("the browser is told who it is and nothing more, in a small cookie that no script can read", async ({
  page,
  context,
}) => {
  await signIn(page, AIKO);
  const session = (await (await context.request.get(`${SITE}/api/auth/session`)).json()) as Record<string, unknown>;
  expect(Object.keys(session).sort()).toEqual(["expires", "user"]);
  expect(session.user).toEqual({ id: AIKO.sub, name: AIKO.name, email: "aiko@example.com" });
  const cookie = await sessionCookie(context);
  expect(cookie?.httpOnly).toBe(true);
  expect(cookie?.sameSite).toBe("Lax");
  expect((cookie?.name.length ?? 0) + (cookie?.value.length ?? 0)).toBeLessThan(1024);
});

test("signing out ends it everywhere: the old cookie is worthless, and Auth0 asks again who it is", async ({
  page,
  context,
}) => {
  await signIn(page, AIKO);
  const cookie = await sessionCookie(context);
  await signOut(page);
  expect(await sessionCookie(context)).toBeUndefined();
  if (cookie) await context.addCookies([cookie]);
  const replayed = await context.request.get(`${SITE}/api/copilotkit/info`);
  expect(replayed.status()).toBe(401);
  await context.clearCookies({ name: cookie?.name ?? "" });
  await page.goto("/signin");
  await page.getByTestId("sign-in").click();
  await expect(page.getByRole("button", { name: BEN.name })).toBeVisible();
});

test("signing out in one tab takes the conversation and what was being written from the others, too", async ({
  page,
  context,
}) => {
  await signIn(page, AIKO);
  await converse(page, "What is 7*6?");
  const other = await tab(context, page.url());
  await expect(other.getByTestId("message-user")).toContainText("7*6");
  await other.getByTestId("composer").fill("half a thought");
  const drafts = () => other.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("draft:")));
  await expect.poll(drafts).not.toEqual([]);
  await signOut(page);
  await expect(other).toHaveURL(`${SITE}/signin`, { timeout: 5_000 });
  await expect(other.getByTestId("why-here")).toHaveAttribute("data-why", "signed-out");
  await expect(other.getByText("7*6")).toHaveCount(0);
  expect(await drafts()).toEqual([]);
});

test("signing out by a form from another site does nothing", async ({ page, context }) => {
  await signIn(page, AIKO);
  for (const headers of [
    { origin: "https://evil.example", "content-type": "application/json" },
    { origin: SITE, "content-type": "text/plain" },
  ]) {
    expect((await context.request.post(`${SITE}/api/sign-out`, { headers, data: "{}" })).ok()).toBe(false);
  }
  expect((await context.request.get(`${SITE}/api/copilotkit/info`)).status()).toBe(200);
});

test("a thread of somebody else's is the same as none, on run, connect and stop, and reaches no agent", async ({
  page,
  browser,
}) => {
  await signIn(page, AIKO);
  await send(page, "What is 2+2?");
  await settled(page);
  const thread = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const other = await browser.newContext();
  await signIn(await other.newPage(), BEN);
  await forgetInvocations();
  const strip = async (answer: Awaited<ReturnType<typeof post>>) => {
    const { requestId: _, ...body } = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status(), body };
  };
  const missing = await strip(await post(other.request, "/agent/default/connect", input(randomUUID())));
  expect(missing.status).toBe(404);
  const said = [{ id: randomUUID(), role: "user", content: "let me in" }];
  for (const parent of [null, randomUUID()])
    expect(await strip(await post(other.request, "/agent/default/run", input(thread, said, parent)))).toEqual(missing);
  expect(await strip(await post(other.request, "/agent/default/connect", input(thread)))).toEqual(missing);
  expect(await strip(await post(other.request, `/agent/default/stop/${thread}`, {}))).toEqual(missing);
  expect(await invocations()).toEqual([]);
  await other.close();
});

async function sessionCookie(context: BrowserContext) {
  return (await context.cookies(SITE)).find((cookie) => cookie.name.endsWith("session-token"));
}
