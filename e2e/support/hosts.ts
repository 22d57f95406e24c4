import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { createReaper } from "../../dev/start/reaper";
import { FREEZING_SITE, HOST_PORTS, LIMITED_SITE } from "./addresses";
import { createDatabase, migrate } from "./database";
import { type LambdaHost, startLambdaHost } from "./lambda-host";
import { commandOf, forgetInvocations, invocations } from "./local-cloud";
import { siteProcess } from "./site-process";
import { IMAGE, layStandalone } from "./standalone";
import { test as base, expect } from "./test";

export { AIKO, arrive, BEN, expect, send, settled, signIn, words } from "./test";

/** What a request may take there, as at Amplify Hosting, whose limit this is. */
const FREEZING_LIMIT_MS = 30_000;
/** The longest answer on the site that streams, in seconds: so long that what the demo agent says to "continue" is shorter. */
export const LIMITED_SECONDS = 7;

const folder = () => mkdtempSync(join(tmpdir(), "agentcore-chat-hosts-"));

/**
 * Begins to write, and waits until the agent of the new conversation has been started for that: how long a start takes on a
 * busy machine is no part of a limit that is tested.
 */
export async function wakeAgent(page: Page): Promise<void> {
  await forgetInvocations();
  await page.getByTestId("composer").pressSequentially("W");
  const warmed = async () =>
    (await invocations()).filter(({ body }) => commandOf(body) === "warm").map(({ status }) => status);
  await expect.poll(warmed, { timeout: 60_000 }).toEqual([200]);
}

/** Sites on hosts with limits. Each is started by the first test that wants it. */
export const test = base.extend<object, { limited: undefined; freezing: LambdaHost }>({
  limited: [
    async ({ browserName: _ }, use) => {
      const [dataDir, reaper] = [folder(), createReaper()];
      const site = siteProcess({
        name: "limited site",
        port: HOST_PORTS.limited,
        origin: LIMITED_SITE,
        dataDir,
        env: { RUN_MAX_MS: String(LIMITED_SECONDS * 1000) },
        reaper,
      });
      try {
        await site.start();
        await use(undefined);
      } finally {
        await site.kill();
        reaper.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
  freezing: [
    async ({ browserName: _ }, use) => {
      const [database, dataDir, reaper] = [await createDatabase(), folder(), createReaper()];
      // The finished folder, as such a host has it: without the repository around it.
      const cwd = await layStandalone();
      const command = [process.execPath, ...IMAGE.command.slice(1)];
      // No more is set than amplify.yml and the host itself do: what follows from it is the site's to know.
      const limits = { STREAM_MODE: "poll", AWS_LAMBDA_FUNCTION_NAME: "site" };
      const env = { ...IMAGE.env, DATA_DIR: dataDir, DATABASE_URL: database.url, ...limits };
      const sites = HOST_PORTS.instances.map((port, at) =>
        siteProcess({ name: `instance ${at}`, port, origin: FREEZING_SITE, dataDir, command, cwd, env, reaper }),
      );
      let host: LambdaHost | undefined;
      try {
        await migrate(database.url);
        host = await startLambdaHost({ port: HOST_PORTS.freezing, limitMs: FREEZING_LIMIT_MS, sites });
        await use(host);
      } finally {
        await host?.close();
        reaper.close();
        await database.drop();
        for (const laid of [dataDir, dirname(cwd)]) rmSync(laid, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
});
