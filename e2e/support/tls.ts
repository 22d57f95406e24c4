import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { createReaper } from "../../dev/start/reaper";
import { TLS_PORTS, TLS_SITE } from "./addresses";
import { identify } from "./client";
import type { Person } from "./people";
import { siteProcess } from "./site-process";
import { test as base } from "./test";
import { startTlsProxy, type TlsServer } from "./tls-proxy";

export { expect } from "@playwright/test";
export { AIKO, BEN } from "./people";

/** Next to the proxy: for who speaks to the site's process itself, as a test that is no browser does. */
export const BEHIND = `http://localhost:${TLS_PORTS.behind}`;
export const SESSION = "__Host-next-auth.session-token";

/** For tests of the site as the public meets it: on https, behind one proxy. */
export const test = base.extend<object, { tls: TlsServer }>({
  baseURL: TLS_SITE,
  tls: [
    async ({ browserName: _ }, use) => {
      const dataDir = mkdtempSync(join(tmpdir(), "agentcore-chat-tls-"));
      const reaper = createReaper();
      const site = siteProcess({
        name: "site behind tls",
        port: TLS_PORTS.behind,
        origin: TLS_SITE,
        dataDir,
        // One address asks for all of them, far more often than people do.
        env: { TRUST_PROXY: "1", LIMIT_SIGN_INS_PER_MINUTE: "10000", LIMIT_REQUESTS_PER_MINUTE: "100000" },
        reaper,
      });
      const proxy = await startTlsProxy(TLS_PORTS.site, TLS_PORTS.behind);
      try {
        await site.start();
        await use(proxy);
      } finally {
        await proxy.close();
        await site.kill();
        reaper.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** The value of a session's cookie, from a sign-in without a browser. */
export async function sessionOf(person: Person): Promise<string> {
  const { identity } = await identify(person, { origin: TLS_SITE, url: BEHIND });
  const pair = identity.cookie.split("; ").find((one) => one.startsWith(`${SESSION}=`));
  if (!pair) throw new Error(`${person.name} got no ${SESSION}: ${identity.cookie.replace(/=[^;]*/g, "")}`);
  return pair.slice(SESSION.length + 1);
}

/** Gives a browser a cookie of the site, whoever it came from. */
export async function plant(context: BrowserContext, name: string, value: string): Promise<void> {
  await context.addCookies([{ name, value, url: TLS_SITE, secure: true, httpOnly: true, sameSite: "Lax" }]);
}

/** The person that the site takes this browser for; null for nobody. */
export async function whoIs(context: BrowserContext): Promise<string | null> {
  const answer = await context.request.get(`${TLS_SITE}/api/auth/session`);
  return ((await answer.json()) as { user?: { id: string } }).user?.id ?? null;
}
