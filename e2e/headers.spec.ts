import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { REPORT_PATH } from "../lib/http/headers/policy";
import { PORTS, SITE, STACK_LOG } from "./support/addresses";
import { setScene } from "./support/authorisation";
import { type RawAnswer, rawRequest } from "./support/raw-request";
import { expect, test } from "./support/test";

/** On whatever the site answers, each once. */
const ALWAYS: Record<string, RegExp> = {
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^(same-origin|no-referrer)$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "origin-agent-cluster": /^\?1$/,
  "permissions-policy": /camera=\(\).*geolocation=\(\).*microphone=\(\)/,
  "x-dns-prefetch-control": /^off$/,
  "x-frame-options": /^DENY$/,
  "content-security-policy": /default-src '(self|none)';.*base-uri 'none';.*frame-ancestors 'none'/,
};

function checkHeaders(title: string, { names, headers }: RawAnswer): void {
  for (const [name, value] of Object.entries(ALWAYS)) {
    expect(String(headers[name] ?? ""), `${title}: ${name}`).toMatch(value);
    expect(names.filter((one) => one === name).length, `${title}: ${name}, so often`).toBe(1);
  }
  for (const name of ["x-powered-by", "server", "access-control-allow-origin", "strict-transport-security"])
    expect(names, `${title}: ${name}`).not.toContain(name);
}

test("every kind of answer carries the headers that every answer carries, and none is kept by a cache", async () => {
  const target = { url: SITE, origin: SITE };
  const { aiko, names, share } = await setScene(target);
  const thread = `/api/threads/${names.threadId}`;
  const signedIn = { cookie: aiko.cookie, origin: SITE, "content-type": "application/json" };
  const ask = (path: string, headers: Record<string, string> = {}, method = "GET", body?: string) =>
    rawRequest(SITE, path, { method, headers, ...(body === undefined ? {} : { body }) });
  // Next wants a payload's address to name the headers that it was asked with, and says what it should be.
  const payload = async (headers: Record<string, string>) =>
    await ask(String((await ask("/", headers)).headers.location ?? "/"), headers);
  const connect = JSON.stringify({
    threadId: names.threadId,
    runId: names.runId,
    messages: [],
    tools: [],
    context: [],
    state: {},
    forwardedProps: {},
  });
  const agent = "/api/copilotkit/agent/default";
  const kinds: Record<string, [number, RawAnswer]> = {
    "the sign-in page": [200, await ask("/signin")],
    "a page": [200, await ask(`/c/${names.threadId}`, signedIn)],
    "a page's payload": [200, await payload({ ...signedIn, rsc: "1" })],
    "a shared page": [200, await ask(share, signedIn)],
    "a redirect to sign-in": [307, await ask("/")],
    "a redirect to the one address": [307, await ask("/signin/")],
    "a page that is not there": [404, await ask("/nothing/here")],
    "a conversation that is not there": [404, await ask(`/c/${names.runId}`, signedIn)],
    JSON: [200, await ask("/api/threads", signedIn)],
    "JSON for nobody": [401, await ask("/api/threads")],
    "JSON that is not there": [404, await ask(`/api/threads/${names.runId}/events`, signedIn)],
    "a route that is not there": [404, await ask("/api/nothing", signedIn)],
    "a bad request": [400, await ask(thread, signedIn, "PATCH", "{")],
    "a request from elsewhere": [403, await ask(thread, { ...signedIn, origin: "https://x.example" }, "PATCH", "{}")],
    "a stream": [200, await ask(`${agent}/connect`, signedIn, "POST", connect)],
    "an error of CopilotKit's": [404, await ask("/api/copilotkit/nothing", signedIn)],
    "a file": [200, await ask(`${thread}/export?format=md`, signedIn)],
    "next-auth's session": [200, await ask("/api/auth/session", signedIn)],
    "next-auth's redirect": [302, await ask("/api/auth/signin")],
    "a report": [204, await ask(REPORT_PATH, {}, "POST", "{}")],
    "HEAD of a page": [200, await ask("/signin", {}, "HEAD")],
    "HEAD of JSON": [200, await ask("/api/threads", signedIn, "HEAD")],
  };
  for (const [title, [status, answer]] of Object.entries(kinds)) {
    expect(answer.status, `${title}: ${answer.text.slice(0, 200)}`).toBe(status);
    checkHeaders(title, answer);
    if (title !== "a report")
      expect(String(answer.headers["x-release"]), `${title}: x-release`).toMatch(/^[\w.-]{1,64}$/);
    if (status < 400 && title !== "next-auth's redirect")
      expect(String(answer.headers["cache-control"]), `${title}: cache-control`).toContain("no-store");
  }
  const [, stream] = kinds["a stream"] ?? [];
  expect(stream?.headers["cache-control"], "a stream").toContain("no-transform");
  const [, shared] = kinds["a shared page"] ?? [];
  expect(shared?.headers["referrer-policy"]).toBe("no-referrer");
  expect(shared?.headers["x-robots-tag"]).toContain("noindex");

  // Whatever these say, they say it with the headers.
  const others = {
    "OPTIONS of a page": await ask("/signin", {}, "OPTIONS"),
    "OPTIONS of a route": await ask("/api/threads", { origin: "https://x.example" }, "OPTIONS"),
    "another method": await ask("/api/threads", signedIn, "PUT", "{}"),
    "an image": await ask("/icon.svg"),
    "an image made to size": await ask("/_next/image?url=%2Ficon.svg&w=64&q=75"),
    "a static file that is not there": await ask("/_next/static/nothing.js"),
    "a script": await ask(/src="(\/_next\/static\/[^"]+\.js)"/.exec(kinds["a page"]?.[1].text ?? "")?.[1] ?? ""),
  };
  for (const [title, answer] of Object.entries(others)) checkHeaders(title, answer);
  expect(others["a script"].status).toBe(200);
});

test("the frame of diagrams, and nothing else, may be framed by this site, and has a policy of its own", async () => {
  for (const path of ["/diagram", "/diagram/draw.js", "/diagram/nothing"]) {
    const { headers } = await rawRequest(SITE, path);
    expect(headers["content-security-policy"], path).toMatch(
      /default-src 'none';.*connect-src 'none';.*sandbox allow-scripts/,
    );
    expect(headers["x-frame-options"], path).toBe("SAMEORIGIN");
    expect(headers["cross-origin-resource-policy"], path).toBe("cross-origin");
  }
  for (const path of ["/diagrams", "/diagram.html", "/c/diagram", "/share/diagram", "/api/diagram"])
    expect((await rawRequest(SITE, path)).headers["x-frame-options"], path).toBe("DENY");
});

test("a nonce is new with each answer, on every script of it, and nobody's to choose", async () => {
  const seen = new Set<string>();
  const sent: Record<string, string>[] = [
    {},
    { "content-security-policy": "script-src 'nonce-planted7'", "x-nonce": "planted7" },
    {},
  ];
  for (const headers of sent) {
    const { headers: got, text } = await rawRequest(SITE, "/signin", { headers });
    const nonce = /'nonce-([^']+)'/.exec(String(got["content-security-policy"]))?.[1] ?? "";
    expect(nonce.length).toBeGreaterThanOrEqual(22);
    seen.add(nonce);
    expect(text).not.toContain("planted7");
    const scripts = text.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(5);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    expect(text, "a style attribute, which the policy would drop").not.toMatch(/<[^>]+\sstyle="/);
    expect(text, "a handler, which the policy would drop").not.toMatch(/<[a-z][^>]*\son[a-z]+="/);
  }
  expect(seen.size).toBe(3);
});

test("production's policy has nothing of development's", async () => {
  const { headers } = await rawRequest(SITE, "/signin");
  for (const word of ["unsafe-eval", "unsafe-inline", "ws:", "wss:"])
    expect(String(headers["content-security-policy"])).not.toContain(word);
});

/** Does something in the page; what becomes of it is seen elsewhere. */
const inject = (page: Page, html: string) =>
  page.evaluate((text) => document.body.append(document.createRange().createContextualFragment(text)), html);

test.describe("what gets into a page gets no further", () => {
  test.use({
    mayViolate: [
      "script-src-elem",
      "script-src-attr",
      "script-src",
      "style-src-elem",
      "img-src",
      "frame-src",
      "connect-src",
      // The console has refused calls without their rule's name.
      "unknown",
    ].concat(["form-action", "base-uri", "object-src", "media-src", "font-src", "style-src-attr", "worker-src"]),
  });
  // Nobody listens there: a request that is let through fails, and is seen to have been made.
  const elsewhere = `http://localhost:${PORTS.site + 7_000}`;
  const cases: [string, string, string][] = [
    ["an inline script", "script-src-elem", "<script>window.got = true</script>"],
    ["a handler", "script-src-attr", `<img src="data:," onerror="window.got = true">`],
    ["an image from elsewhere", "img-src", `<img src="${elsewhere}/x.png">`],
    ["a style element", "style-src-elem", "<style>body { display: none }</style>"],
    ["a style sheet from elsewhere", "style-src-elem", `<link rel="stylesheet" href="${elsewhere}/x.css">`],
    ["a frame of elsewhere", "frame-src", `<iframe src="${elsewhere}/"></iframe>`],
    ["an object", "object-src", `<object data="${elsewhere}/x"></object>`],
    ["a video", "media-src", `<video src="${elsewhere}/x.mp4"></video>`],
    ["a base", "base-uri", `<base href="${elsewhere}/">`],
  ];
  test("scripts, styles, images, frames, forms and calls are stopped, and each is noticed", async ({
    page,
    violations,
  }) => {
    await page.goto("/signin");
    await page.getByTestId("sign-in").waitFor();
    const gone: string[] = [];
    page.on("response", (response) => void (response.url().startsWith(elsewhere) && gone.push(response.url())));
    for (const [title, directive, html] of cases) {
      violations.length = 0;
      await inject(page, html);
      await expect.poll(() => violations.map((one) => one.directive), { message: title }).toContain(directive);
    }
    violations.length = 0;
    await page.evaluate((url) => fetch(url).catch(() => undefined), `${elsewhere}/call`);
    await expect.poll(() => violations.map((one) => one.directive)).toContain("connect-src");
    await inject(page, `<form id="away" method="post" action="${elsewhere}/"></form>`);
    await page.evaluate(() => (document.getElementById("away") as HTMLFormElement).submit());
    await expect.poll(() => violations.map((one) => one.directive)).toContain("form-action");
    expect(await page.evaluate(() => "got" in globalThis)).toBe(false);
    expect(await page.evaluate(() => getComputedStyle(document.body).display)).not.toBe("none");
    expect(gone).toEqual([]);
  });
});

test("a report becomes one line without the query; what is none, or too long, is answered the same", async () => {
  const evil = `https://${randomUUID()}.example`;
  const body = {
    documentURL: `${SITE}/c/x`,
    blockedURL: `${evil}/?q=stolen-words`,
    effectiveDirective: "img-src",
  };
  const send = (text: string, type = "application/reports+json") =>
    rawRequest(SITE, REPORT_PATH, { method: "POST", headers: { "content-type": type }, body: text });
  const one = { type: "csp-violation", age: 0, url: SITE, user_agent: "x", body };
  for (const text of [JSON.stringify([one]), "", "{", "[]", JSON.stringify([{ ...one, sample: "x".repeat(9_000) }])]) {
    const answer = await send(text);
    expect([answer.status, answer.text]).toEqual([204, ""]);
  }
  const lines = () =>
    readFileSync(STACK_LOG, "utf8")
      .split("\n")
      .filter((line) => line.includes('"csp-report"') && line.includes(evil));
  await expect.poll(() => lines().length).toBeGreaterThan(0);
  expect(lines()).toHaveLength(1);
  expect(readFileSync(STACK_LOG, "utf8")).not.toContain("stolen-words");
});
