import type { APIRequestContext } from "@playwright/test";
import { AUTH0, TLS_SITE } from "../support/addresses";
import { AIKO, BEHIND, expect, plant, SESSION, sessionOf, test } from "../support/tls";

/** What has led people from other sites of this kind to somebody else's (OWASP, "Unvalidated Redirects"). */
const HOSTILE = [
  "https://evil.example/",
  "http://evil.example/",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "https:evil.example",
  "https:/evil.example",
  "/%2f%2fevil.example",
  "%2f%2fevil.example",
  "/%5cevil.example",
  "/..//evil.example",
  "/.//evil.example",
  "/signin/..//evil.example",
  "/%0d%0alocation:https://evil.example",
  "/\r\nlocation: https://evil.example",
  `${TLS_SITE}@evil.example/`,
  `${TLS_SITE}.evil.example/`,
  `${TLS_SITE}:x@evil.example/`,
  "https://localhost:1/",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "blob:https://evil.example/x",
];

/** Where a browser that is at the site would go. */
const hostOf = (location: string) => new URL(location, `${TLS_SITE}/signin`).origin;
const query = (callbackUrl: string) => new URLSearchParams({ callbackUrl }).toString();

async function csrfOf(request: APIRequestContext): Promise<string> {
  return ((await (await request.get(`${TLS_SITE}/api/auth/csrf`)).json()) as { csrfToken: string }).csrfToken;
}

test.describe("no address leads from here to another site", () => {
  test("by way of the sign-in page, for who is signed in", async ({ context, tls: _ }) => {
    await plant(context, SESSION, await sessionOf(AIKO));
    for (const address of HOSTILE) {
      const answer = await context.request.get(`${TLS_SITE}/signin?${query(address)}`, { maxRedirects: 0 });
      expect(answer.headers()["set-cookie"] ?? "", address).not.toContain("evil");
      if (answer.status() >= 300) expect(hostOf(answer.headers().location ?? ""), address).toBe(TLS_SITE);
      else expect(await answer.text(), address).not.toMatch(/http-equiv="?refresh"?[^>]*url=(https?:)?[/\\]{2}evil/i);
    }
  });

  test("by way of next-auth's routes, in a redirect or kept in a cookie for later", async ({ context, tls: _ }) => {
    for (const address of HOSTILE) {
      const request = context.request;
      const csrfToken = await csrfOf(request);
      const form = { csrfToken, callbackUrl: address };
      const answers = [
        await request.get(`${TLS_SITE}/api/auth/signin?${query(address)}`, { maxRedirects: 0 }),
        await request.get(`${TLS_SITE}/api/auth/signin/auth0?${query(address)}`, { maxRedirects: 0 }),
        await request.get(`${TLS_SITE}/api/auth/callback/auth0?code=x&state=x&${query(address)}`, { maxRedirects: 0 }),
        await request.get(`${TLS_SITE}/api/auth/error?${query(address)}`, { maxRedirects: 0 }),
        await request.post(`${TLS_SITE}/api/auth/signin/auth0`, { form, maxRedirects: 0 }),
        await request.post(`${TLS_SITE}/api/auth/signout`, { form, maxRedirects: 0 }),
      ];
      for (const answer of answers) {
        const { location } = answer.headers();
        if (location)
          expect([TLS_SITE, new URL(AUTH0).origin], `${answer.url()} ${address}`).toContain(hostOf(location));
      }
      const kept = (await context.cookies(TLS_SITE)).find(({ name }) => name.endsWith("callback-url"));
      if (kept) expect(hostOf(decodeURIComponent(kept.value)), address).toBe(TLS_SITE);
    }
  });

  test("by the answer that the page's own script follows", async ({ context, tls: _ }) => {
    for (const address of HOSTILE) {
      const csrfToken = await csrfOf(context.request);
      const form = { csrfToken, callbackUrl: address, json: "true" };
      const out = await context.request.post(`${TLS_SITE}/api/auth/signout`, { form });
      if (out.ok()) expect(hostOf(((await out.json()) as { url: string }).url), address).toBe(TLS_SITE);
    }
  });

  test("after a whole sign-in", async ({ page, tls: _ }) => {
    const gone: string[] = [];
    page.on("request", (request) => gone.push(new URL(request.url()).origin));
    for (const address of ["//evil.example", "/\\evil.example", "https://evil.example/"]) {
      await page.context().clearCookies();
      await page.goto(`/signin?${query(address)}`);
      await page.getByTestId("sign-in").click();
      await page.getByRole("button", { name: AIKO.name }).click();
      await page.getByTestId("composer").waitFor();
      expect(new URL(page.url()).origin).toBe(TLS_SITE);
    }
    expect(new Set(gone.filter((origin) => origin.includes("evil")))).toEqual(new Set());
  });
});

test("whoever a proxy in front says the site is, its answers name its configured address", async ({
  request,
  tls: _,
}) => {
  const claims: Record<string, string>[] = [
    { "x-forwarded-host": "evil.example" },
    { forwarded: "host=evil.example;proto=https" },
    { "x-original-url": "https://evil.example/" },
    { "x-rewrite-url": "https://evil.example/" },
    { "x-host": "evil.example", "x-forwarded-server": "evil.example" },
  ];
  for (const headers of claims)
    for (const path of ["/", "/signin", "/api/auth/signin", "/api/auth/providers"]) {
      const answer = await request.get(`${BEHIND}${path}`, { headers, maxRedirects: 0 });
      const said = `${JSON.stringify(answer.headersArray())}${await answer.text()}`;
      expect(said, `${path} ${JSON.stringify(headers)}`).not.toContain("evil.example");
    }
});
