import { createBrowser } from "../../dev/auth0/testing/browser";
import { choosePerson } from "../../dev/auth0/testing/flows";
import { TLS_SITE } from "../support/addresses";
import { AIKO, BEHIND, BEN, expect, plant, SESSION, sessionOf, test, whoIs } from "../support/tls";

/** Goes as far as Auth0's answer and keeps it: what an attacker has to hand to somebody else. */
async function answerFor(sub: string) {
  const browser = createBrowser();
  const csrf = await browser.open(`${BEHIND}/api/auth/csrf`);
  const { csrfToken } = JSON.parse(csrf.text) as { csrfToken: string };
  const fields = { csrfToken, callbackUrl: TLS_SITE, json: "true" };
  const leaving = await browser.submit(csrf, "/api/auth/signin/auth0", fields);
  const page = await browser.open((JSON.parse(leaving.text) as { url: string }).url);
  const back = await choosePerson(browser, page, sub);
  expect(back.url.searchParams.get("code")).toBeTruthy();
  return { url: back.url, cookies: browser.cookies.filter(({ name }) => name.startsWith("__Host-")) };
}

test("nobody is signed in as somebody else by an address that they were sent", async ({ page, context, tls: _ }) => {
  const attack = await answerFor(BEN.sub);
  await page.goto(attack.url.href);
  await expect(page.getByTestId("sign-in-error")).toBeVisible();
  expect(await whoIs(context)).toBeNull();
  expect((await context.cookies(TLS_SITE)).map(({ name }) => name)).not.toContain(SESSION);
});

test("who is signed in stays who they are", async ({ page, context, tls: _ }) => {
  await plant(context, SESSION, await sessionOf(AIKO));
  await page.goto((await answerFor(BEN.sub)).url.href);
  expect(await whoIs(context)).toBe(AIKO.sub);
});

for (const missing of ["state", "nonce", "pkce.code_verifier"])
  test(`an answer of Auth0 is worth nothing where its ${missing} is not`, async ({ context, tls: _ }) => {
    const attack = await answerFor(BEN.sub);
    for (const { name, value } of attack.cookies)
      if (!name.endsWith(`next-auth.${missing}`)) await plant(context, name, value);
    const answer = await context.request.get(attack.url.href, { maxRedirects: 0 });
    expect(answer.headers().location).toContain("error=");
    expect(answer.headers()["set-cookie"] ?? "").not.toContain(`${SESSION}=`);
    expect(await whoIs(context)).toBeNull();
  });

test("with all three it is worth a sign-in, once", async ({ context, browser, tls: _ }) => {
  const answer = await answerFor(BEN.sub);
  const spent = await browser.newContext();
  for (const one of [context, spent]) for (const { name, value } of answer.cookies) await plant(one, name, value);
  await context.request.get(answer.url.href, { maxRedirects: 0 });
  expect(await whoIs(context)).toBe(BEN.sub);
  await spent.request.get(answer.url.href, { maxRedirects: 0 });
  expect(await whoIs(spent)).toBeNull();
  await spent.close();
});
