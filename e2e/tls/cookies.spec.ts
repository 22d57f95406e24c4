import { TLS_SITE } from "../support/addresses";
import { signIn, signOut } from "../support/test";
import { AIKO, BEN, expect, plant, SESSION, sessionOf, test, whoIs } from "../support/tls";

const HSTS = "max-age=31536000; includeSubDomains";

test("every cookie of a sign-in is bound to this host over TLS and out of scripts' reach", async ({
  page,
  context,
  tls: _,
}) => {
  await page.goto("/");
  await page.getByTestId("sign-in").click();
  await page.getByRole("button", { name: AIKO.name }).waitFor();
  const before = (await context.cookies(TLS_SITE)).map(({ name }) => name);
  // What binds the answer of Auth0 to this browser.
  for (const name of ["state", "nonce", "pkce.code_verifier"]) expect(before).toContain(`__Host-next-auth.${name}`);
  const forSignIn = async () =>
    (await context.cookies(TLS_SITE)).filter(({ name }) => name.includes("next-auth") || name.startsWith("__"));
  const seen = [...(await forSignIn())];
  await page.getByRole("button", { name: AIKO.name }).click();
  await page.getByTestId("composer").waitFor();
  seen.push(...(await forSignIn()));
  expect(seen.map(({ name }) => name)).toContain(SESSION);
  for (const cookie of seen) {
    expect(cookie, cookie.name).toMatchObject({ secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
    // A cookie with a Domain attribute has a dot in front of it here.
    expect(cookie.domain, cookie.name).toBe("localhost");
    expect(cookie.name).toMatch(/^__Host-/);
    expect(cookie.name.length + cookie.value.length, cookie.name).toBeLessThan(1024);
  }
  expect(await page.evaluate(() => document.cookie)).not.toContain("next-auth");
  await page.getByTestId("user-menu").click();
  // Cookies know no ports: the local Auth0, on this host without TLS, has its own among them.
  const ours = (await context.cookies(TLS_SITE)).filter(({ name }) => !name.startsWith("local_auth0"));
  for (const cookie of ours) expect(cookie.secure, cookie.name).toBe(true);
});

test("https is promised for a year, for every name below, on every kind of answer", async ({ request, tls: _ }) => {
  for (const path of ["/signin", "/", "/nothing-here", "/api/threads", "/api/nothing-here", "/icon.svg", "/c/"]) {
    const answer = await request.get(`${TLS_SITE}${path}`, { maxRedirects: 0 });
    expect(answer.headers()["strict-transport-security"], `${path} ${answer.status()}`).toBe(HSTS);
  }
});

test("a session that somebody planted before the sign-in is not the session after it", async ({
  page,
  context,
  tls: _,
}) => {
  const planted = await sessionOf(BEN);
  await plant(context, SESSION, planted);
  expect(await whoIs(context)).toBe(BEN.sub);
  await page.goto("/");
  await signOut(page);
  await plant(context, SESSION, "somebody.chose.this");
  await signIn(page, AIKO, "/signin");
  const mine = (await context.cookies(TLS_SITE)).find(({ name }) => name === SESSION)?.value;
  expect(mine).not.toBe(planted);
  expect(mine).not.toContain("somebody");
  expect(await whoIs(context)).toBe(AIKO.sub);
});

test("each sign-in has a session of its own, also when the browser still had one", async ({ tls: _, browser }) => {
  const [first, second] = [await sessionOf(AIKO), await sessionOf(AIKO)];
  expect(first).not.toBe(second);
  const context = await browser.newContext();
  await plant(context, SESSION, first);
  expect(await whoIs(context)).toBe(AIKO.sub);
  await context.close();
});

test("a session counts under its own name only: one that a sibling host could set is none", async ({
  browser,
  tls: _,
}) => {
  const session = await sessionOf(AIKO);
  for (const name of ["next-auth.session-token", "__Secure-next-auth.session-token"]) {
    const context = await browser.newContext();
    await plant(context, name, session);
    expect(await whoIs(context), name).toBeNull();
    expect((await context.request.get(`${TLS_SITE}/api/threads`)).status(), name).toBe(401);
    await context.close();
  }
});
