import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { createReaper } from "../../dev/start/reaper";
import { MANY_SITE, PROCESS_PORTS } from "./addresses";
import { type Client, signInAs } from "./client";
import { createDatabase, migrate, type TestDatabase } from "./database";
import { withServerLog } from "./failure-log";
import { resetAuth0, setFaults } from "./local-cloud";
import { AIKO, BEN } from "./people";
import { type SiteProcess, siteProcess } from "./site-process";

export { expect } from "@playwright/test";

/** The timers that decide when a run counts as interrupted, scaled so that a test can wait for them. */
export const HEARTBEAT_MS = 1_000;
export const STALE_MS = 4_000;
/** What the product promises beyond that: by then everybody sees that nobody writes any more. */
export const NOTICED_MS = STALE_MS + 15_000;

/** How long an answer may go on after SIGTERM. */
export const DRAIN_MS = 3_000;

const timers = {
  RUN_HEARTBEAT_MS: String(HEARTBEAT_MS),
  RUN_STALE_MS: String(STALE_MS),
  RUN_DRAIN_MS: String(DRAIN_MS),
};

/** A test does in seconds what its people would do in a day. */
const limits = {
  LIMIT_SIGN_INS_PER_MINUTE: "100000",
  LIMIT_RUNS_PER_MINUTE: "100000",
  LIMIT_RUNS_AT_ONCE: "1000",
  LIMIT_REQUESTS_PER_MINUTE: "100000",
};

/** Two processes of one site on one Postgres, and two people who are signed in. */
export type Pair = { a: SiteProcess; b: SiteProcess; database: TestDatabase; aiko: Client; ben: Client };
export type Embedded = { site: SiteProcess; aiko: Client };

const folder = (name: string) => mkdtempSync(join(tmpdir(), `agentcore-chat-${name}-`));

/**
 * For tests of whole processes. Whatever a test has broken in the local cloud is whole again after it; when it fails, it
 * says what the servers said.
 */
export const test = base.extend<{ wellAgain: undefined }, { pair: Pair; embedded: Embedded }>({
  wellAgain: [
    async ({ browserName: _ }, use, info) => {
      await withServerLog(info, () => use(undefined));
      await setFaults([]);
      await resetAuth0();
    },
    { auto: true },
  ],
  pair: [
    async ({ browserName: _ }, use) => {
      const database = await createDatabase();
      const [dataDir, reaper] = [folder("pair"), createReaper()];
      const env = { ...timers, ...limits, DATABASE_URL: database.url };
      const common = { origin: MANY_SITE, dataDir, env, reaper };
      const a = siteProcess({ ...common, name: "site a", port: PROCESS_PORTS.a });
      const b = siteProcess({ ...common, name: "site b", port: PROCESS_PORTS.b });
      try {
        await migrate(database.url);
        await Promise.all([a.start(), b.start()]);
        const aiko = await signInAs(AIKO, { origin: MANY_SITE, url: a.url });
        const ben = await signInAs(BEN, { origin: MANY_SITE, url: a.url });
        await use({ a, b, database, aiko, ben });
      } finally {
        await Promise.all([a.kill(), b.kill()]);
        reaper.close();
        await database.drop();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
  embedded: [
    async ({ browserName: _ }, use) => {
      const [dataDir, reaper] = [folder("embedded"), createReaper()];
      const site = siteProcess({
        name: "site embedded",
        port: PROCESS_PORTS.embedded,
        origin: MANY_SITE,
        dataDir,
        env: timers,
        reaper,
      });
      try {
        await site.start();
        await use({ site, aiko: await signInAs(AIKO, { origin: MANY_SITE, url: site.url }) });
      } finally {
        await site.kill();
        reaper.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
});
