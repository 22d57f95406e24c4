import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import { type Browser, createBrowser, type Page } from "./testing/browser";
import { aiko, choosePerson, postForm, readTokens, siteOrigin, temporaryDirectory } from "./testing/flows";

let auth0: LocalAuth0;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  auth0 = await startLocalAuth0({ port: 0, dataDir: directory.path, siteOrigins: [siteOrigin] });
});
beforeEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await auth0.close();
  await directory.remove();
});

const deviceAnswer = z.object({
  device_code: z.string(),
  user_code: z.string().regex(/^[A-Z]{4}-[A-Z]{4}$/),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.literal(900),
  interval: z.literal(5),
});

const start = (changes: Record<string, string> = {}) =>
  postForm(`${auth0.origin}/oauth/device/code`, {
    client_id: LOCAL.deviceClientId,
    scope: "openid profile email offline_access",
    audience: LOCAL.audience,
    ...changes,
  });

const poll = (deviceCode: string) =>
  postForm(`${auth0.origin}/oauth/token`, {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: deviceCode,
    client_id: LOCAL.deviceClientId,
  });

/** Fills in the page's hidden fields and presses a button, or types a code. */
function press(browser: Browser, page: Page, fields: Record<string, string>): Promise<Page> {
  const hidden = [...page.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  const kept = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
  return browser.submit(page, "/activate", { ...kept, ...fields });
}

it("gives a device tokens for the API after a person agreed, and a refresh token that works", async () => {
  const device = deviceAnswer.parse((await start()).body);
  expect(device.verification_uri).toBe(`${auth0.origin}/activate`);
  expect(await poll(device.device_code)).toEqual({
    status: 403,
    body: { error: "authorization_pending", error_description: "User has yet to authorize device code." },
  });

  const browser = createBrowser();
  const confirmation = await browser.open(device.verification_uri_complete);
  expect(confirmation.text).toContain(device.user_code);
  expect(confirmation.text).toContain("AgentCore Chat CLI");
  const signIn = await press(browser, confirmation, { confirm: "yes" });
  expect(signIn.url.pathname).toMatch(/^\/u\/login\//);
  const done = await choosePerson(browser, signIn, aiko);
  expect(done.text).toContain("Your device is connected");

  const answer = await poll(device.device_code);
  const tokens = readTokens(answer);
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    aud: [LOCAL.audience, `${auth0.issuer}userinfo`],
    client_id: LOCAL.deviceClientId,
    sub: aiko,
  });
  expect(decodeJwt(tokens.id_token)).toMatchObject({ name: "Aiko Tanaka", sid: expect.any(String) });
  const refreshed = await postForm(`${auth0.origin}/oauth/token`, {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
    client_id: LOCAL.deviceClientId,
  });
  expect(decodeJwt(readTokens(refreshed).access_token)).toMatchObject({ client_id: LOCAL.deviceClientId });
  expect((await poll(device.device_code)).body.error).toBe("invalid_grant");
});

it("takes a typed code, in small letters and without the dash, and says when it is wrong", async () => {
  const device = deviceAnswer.parse((await start()).body);
  const browser = createBrowser();
  const input = await browser.open(device.verification_uri);
  const wrong = await press(browser, input, { user_code: "BBBB-BBBB" });
  expect(wrong.text).toContain("This code is not valid");
  const confirmation = await press(browser, wrong, { user_code: device.user_code.toLowerCase().replace("-", "") });
  expect(confirmation.text).toContain("Is this your device?");
  const done = await choosePerson(browser, await press(browser, confirmation, { confirm: "yes" }), aiko);
  expect(done.status).toBe(200);
  expect((await poll(device.device_code)).status).toBe(200);
});

it("says so when the address carries a code nobody knows", async () => {
  const page = await createBrowser().open(`${auth0.origin}/activate?user_code=%22%3E%3Cscript%3E`);
  expect(page.text).toContain("This code is not valid");
  expect(page.text).not.toContain("<script");
});

it.each(["the confirmation", "the sign-in"])("tells the device when the person cancels at %s", async (place) => {
  const device = deviceAnswer.parse((await start()).body);
  const browser = createBrowser();
  const confirmation = await browser.open(device.verification_uri_complete);
  const page =
    place === "the confirmation"
      ? await press(browser, confirmation, { abort: "yes" })
      : await press(browser, confirmation, { confirm: "yes" }).then((signIn) =>
          browser.submit(signIn, signIn.url.pathname, { action: "cancel" }),
        );
  expect(page.text).toContain("The device was not connected");
  expect(await poll(device.device_code)).toMatchObject({ status: 403, body: { error: "access_denied" } });
});

it("slows down a device that asks faster than the interval", async () => {
  const { device_code: code } = deviceAnswer.parse((await start()).body);
  expect((await poll(code)).body.error).toBe("authorization_pending");
  expect(await poll(code)).toMatchObject({ status: 429, body: { error: "slow_down" } });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_000 });
  expect((await poll(code)).body.error).toBe("authorization_pending");
});

it("ends a code after fifteen minutes", async () => {
  const { device_code: code } = deviceAnswer.parse((await start()).body);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 901_000 });
  expect((await poll(code)).status).toBe(403);
});

it("knows no other audience and no other client", async () => {
  const unknown = await start({ audience: "https://nobody.example" });
  expect(unknown.body).toMatchObject({
    error: "access_denied",
    error_description: expect.stringMatching(/^Service not found/),
  });
  expect((await start({ client_id: LOCAL.clientId })).status).toBeGreaterThanOrEqual(400);
});
