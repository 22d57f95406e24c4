import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import type { ThreadList } from "../../lib/api/contract";
import { REPORT_PATH } from "../../lib/http/headers/policy";
import { missingNames, ROUTE_TABLE } from "../../lib/http/route-table.testing";
import { ATTACKER_SITE, TLS_PORTS, TLS_SITE } from "../support/addresses";
import { AIKO, expect, plant, SESSION, sessionOf, test, whoIs } from "../support/tls";
import { startTlsSite } from "../support/tls-proxy";

// The same host name on another port is another origin and the same site: SameSite does not keep the cookies back.
// What is left is what the site itself asks of a request.

// The answers that come back into its frames are not to be framed, which the console says.
test.use({ mayViolate: ["frame-ancestors"] });

type Attack = { method: string; url: string; body: string };

/** Every route that changes something, as the table has it, called on a conversation of the victim's. */
function attacks(threadId: string): Attack[] {
  const names = { ...missingNames(), threadId };
  return Object.entries(ROUTE_TABLE).flatMap(([key, entry]) => {
    const [method = "", pattern = ""] = key.split(" ");
    // What takes reports, and next-auth's log, take them from anybody.
    if (method === "GET" || pattern === "/api/csp-report") return [];
    return entry.calls
      .filter(({ title }) => title !== "log")
      .map((call) => {
        const path = pattern.replace(/\[\[?(?:\.\.\.)?(\w+)\]\]?/g, (_, name: string) =>
          call.slug ? call.slug(names).join("/") : (names[name as keyof typeof names] ?? name),
        );
        return { method, url: `${TLS_SITE}${path}`, body: JSON.stringify(call.body?.(names) ?? {}) };
      });
  });
}

/** From the attacker's page: everything that a script or a form can send without being asked first, and what cannot. */
async function attackFrom(page: Page, all: Attack[]): Promise<void> {
  await page.evaluate(async (list) => {
    const quietly = (url: string, init: RequestInit) => fetch(url, { credentials: "include", ...init }).catch(() => 0);
    const form = (url: string, enctype: string, body: string) => {
      const frame = document.createElement("iframe");
      frame.name = `frame-${Math.random()}`;
      const element = Object.assign(document.createElement("form"), { action: url, method: "post", enctype });
      element.target = frame.name;
      // As text, `{…,"x":"=y"}` is JSON.
      const name = enctype === "text/plain" ? `${body.slice(0, -1)}${body.length > 2 ? "," : ""}"x":"` : "json";
      const input = Object.assign(document.createElement("input"), {
        name,
        value: enctype === "text/plain" ? '"}' : body,
      });
      element.append(input);
      document.body.append(frame, element);
      element.submit();
    };
    await Promise.all(
      list.flatMap(({ method, url, body }) => {
        for (const type of ["application/x-www-form-urlencoded", "text/plain"]) form(url, type, body);
        return [
          quietly(url, { method: "POST", mode: "no-cors", body }),
          quietly(url, { method: "POST", mode: "no-cors", body: new Blob([body], { type: "text/plain" }) }),
          quietly(url, { method, headers: { "content-type": "application/json" }, body }),
          Promise.resolve(navigator.sendBeacon(url, new Blob([body], { type: "text/plain" }))),
        ];
      }),
    );
  }, all);
  await page.waitForLoadState("networkidle");
}

for (const [from, host] of [
  ["the same host name", ATTACKER_SITE],
  ["another site", `https://127.0.0.1:${TLS_PORTS.attacker}`],
] as const)
  test(`a page of ${from} makes a signed-in person's browser change nothing`, async ({ context, tls }) => {
    const close = await startTlsSite(TLS_PORTS.attacker, { "/": "<!doctype html><title>prize</title><body>" });
    try {
      await plant(context, SESSION, await sessionOf(AIKO));
      const threadId = randomUUID();
      const run = await context.request.post(`${TLS_SITE}/api/threads/${threadId}/runs`, {
        headers: { origin: TLS_SITE },
        data: {
          agentId: "default",
          threadId,
          runId: randomUUID(),
          messages: [{ id: randomUUID(), role: "user", content: "What is 2+2?" }],
          tools: [],
          context: [],
          state: {},
          forwardedProps: { turn: { op: "send", parentId: null } },
        },
      });
      expect(run.status(), await run.text()).toBe(202);
      const ended = async () =>
        ((await (await context.request.get(`${TLS_SITE}/api/threads/${threadId}/events`)).json()) as { done: boolean })
          .done;
      await expect.poll(ended, { timeout: 30_000 }).toBe(true);
      const mine = async () =>
        ((await (await context.request.get(`${TLS_SITE}/api/threads`)).json()) as ThreadList).threads;
      const before = await mine();
      expect(before.map(({ id }) => id)).toContain(threadId);

      const page = await context.newPage();
      await page.goto(`${host}/`);
      tls.passed.length = 0;
      const all = attacks(threadId);
      await attackFrom(page, all);
      const came = tls.passed.filter(
        ({ origin, path }) => origin !== TLS_SITE && origin !== undefined && path !== REPORT_PATH,
      );
      // The attack is one: all of it arrives, from the same site with the person's session.
      expect(came.length).toBeGreaterThan(all.length * 3);
      const withSession = came.filter(({ cookies }) => cookies.includes(SESSION));
      if (host === ATTACKER_SITE) expect(withSession.length).toBeGreaterThan(all.length * 3);
      for (const { method, path, status } of came)
        if (method !== "OPTIONS") expect(status >= 300, `${method} ${path} ${status}`).toBe(true);

      expect(await whoIs(context)).toBe(AIKO.sub);
      expect(await mine()).toEqual(before);
    } finally {
      await close();
    }
  });

test("a page of another origin reads nothing, frames nothing and holds no handle on a window of the site", async ({
  context,
  tls: _,
}) => {
  const close = await startTlsSite(TLS_PORTS.attacker, {
    "/": `<!doctype html><title>prize</title><body><iframe src="${TLS_SITE}/"></iframe>`,
  });
  try {
    await plant(context, SESSION, await sessionOf(AIKO));
    const page = await context.newPage();
    await page.goto(`${ATTACKER_SITE}/`);
    const read = await page.evaluate(async (site) => {
      const got: string[] = [];
      for (const path of ["/api/threads", "/api/auth/session", "/", "/api/threads/export?format=json", "/icon.svg"])
        for (const mode of ["cors", "no-cors"] as const)
          await fetch(`${site}${path}`, { credentials: "include", mode }).then(
            () => got.push(`${mode} ${path}`),
            () => undefined,
          );
      return got;
    }, TLS_SITE);
    // Of the same site a `no-cors` answer arrives, though unreadable: it has no content for a script. Of others, none.
    expect(read.filter((one) => one.startsWith("cors"))).toEqual([]);
    expect(read, "CORP").toEqual([]);
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await framed?.evaluate(() => document.body.textContent).catch(() => "")).not.toContain(AIKO.name);
    const [opened] = await Promise.all([
      context.waitForEvent("page"),
      page.evaluate((site) => {
        (globalThis as unknown as { victim: Window | null }).victim = window.open(`${site}/`);
      }, TLS_SITE),
    ]);
    await opened.getByTestId("composer").waitFor();
    expect(await page.evaluate(() => (globalThis as unknown as { victim: Window | null }).victim?.closed)).toBe(true);
  } finally {
    await close();
  }
});
