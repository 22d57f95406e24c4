import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { createReaper } from "../../dev/start/reaper";
import { STANDALONE_PORTS, STANDALONE_SITE } from "../support/addresses";
import { createDatabase, hasPostgres, type TestDatabase } from "../support/database";
import { ask, converse, newAnswer, readAloud, readSoFar, showsWhatIsStored, story } from "../support/pages";
import { type SiteProcess, siteProcess } from "../support/site-process";
import { IMAGE, layStandalone, runInImage } from "../support/standalone";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy";
import { AIKO, arrive, expect, settled, signIn, test } from "../support/test";

test.skip(!(await hasPostgres()), "needs Postgres (TEST_DATABASE_URL)");
test.describe.configure({ mode: "serial" });

const DRAIN_MS = 1_500;
const LIVE = `${STANDALONE_SITE}/api/health/live`;
const READY = `${STANDALONE_SITE}/api/health/ready`;

const reaper = createReaper();
let folder: string;
let database: TestDatabase;
let network: TcpProxy;
let site: SiteProcess;
/** The database by way of the network that can be cut. */
let databaseUrl: string;

const secrets = {
  NEXTAUTH_SECRET: "a secret of this test, as long as one has to be",
  TOKEN_KEYS: Buffer.alloc(32, 1).toString("base64"),
  SESSION_ID_KEY: Buffer.alloc(32, 2).toString("base64"),
};

test.beforeAll(async () => {
  folder = await layStandalone();
  database = await createDatabase();
  const url = new URL(database.url);
  network = await startTcpProxy(STANDALONE_PORTS.database, { host: url.hostname, port: Number(url.port || 5432) });
  url.host = `127.0.0.1:${STANDALONE_PORTS.database}`;
  databaseUrl = url.href;
  site = siteProcess({
    name: "standalone site",
    port: STANDALONE_PORTS.site,
    origin: STANDALONE_SITE,
    dataDir: beside("data"),
    command: [process.execPath, ...IMAGE.command.slice(1)],
    cwd: folder,
    env: { ...IMAGE.env, DATA_DIR: beside("data"), ...secrets, DATABASE_URL: databaseUrl, RUN_DRAIN_MS: `${DRAIN_MS}` },
    reaper,
  });
});

test.afterAll(async () => {
  await site?.kill();
  reaper.close();
  await network?.cut();
  await database?.drop();
  if (folder) rmSync(dirname(folder), { recursive: true, force: true });
});

const beside = (name: string) => join(dirname(folder), name);

const health = async (address: string) => {
  const from = Date.now();
  const answer = await fetch(address, { redirect: "manual" });
  const body = await answer.json();
  return { status: answer.status, body, cache: answer.headers.get("cache-control"), ms: Date.now() - from };
};

test("the folder has what the site needs, and nobody's settings, data or sources", async () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
  const own = files.filter((file) => !file.includes("node_modules/"));
  expect(own).toEqual(expect.arrayContaining(["server.js", "migrate.mjs", "lib/db/migrations/meta/_journal.json"]));
  const allowed = /^(\.next\/|public\/|lib\/db\/migrations\/|(server\.js|migrate\.mjs|package\.json)$)/;
  expect(own.filter((file) => !allowed.test(file))).toEqual([]);
  expect(files.filter((file) => /(^|\/)\.env|(^|\/)\.data\//.test(file))).toEqual([]);
  // Development tools of this repository that a wrong trace would take along.
  const tools = ["typescript", "esbuild", "tsx", "vitest", "@playwright", "oidc-provider", "@biomejs", "tailwindcss"];
  expect(tools.filter((name) => files.some((file) => file.startsWith(`node_modules/${name}/`)))).toEqual([]);
  // What differs by platform would have to be built on each.
  expect(files.filter((file) => file.endsWith(".node"))).toEqual([]);
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  process.stdout.write(`  ${files.length} files, ${Math.round(bytes / 1024 / 1024)} MB\n`);
  expect(bytes).toBeLessThan(150 * 1024 * 1024);
});

test("it says that the database is not migrated, migrates it, and does nothing the second time", async () => {
  const nothing = await runInImage(folder, ["node", "migrate.mjs"], {});
  expect(nothing).toMatchObject({ code: 1, output: expect.stringContaining("DATABASE_URL is not set") });
  await expect(site.start()).rejects.toThrow("node migrate.mjs");
  const migrate = () => runInImage(folder, ["node", "migrate.mjs"], { DATABASE_URL: databaseUrl });
  const done = { code: 0, output: expect.stringMatching(/^\d+ migrations applied: the database is up to date\.\n$/) };
  expect(await migrate()).toEqual(done);
  expect(await migrate()).toEqual({ code: 0, output: "Nothing to do: the database is up to date.\n" });
  await site.start();
});

test("people sign in, chat, reload and stop", async ({ page }) => {
  await signIn(page, AIKO);
  await converse(page, "What is 2+3?");
  await expect(newAnswer(page)).toContainText("5");
  await page.reload();
  await showsWhatIsStored(page);
  await ask(page, story("a harbour", 300));
  const read = await readSoFar(page);
  await page.getByTestId("stop").click();
  await settled(page);
  expect(await readAloud(newAnswer(page))).toContain(read);
});

test("it is healthy by the image's own check, and ready as long as the database answers", async () => {
  const port = { PORT: String(STANDALONE_PORTS.site) };
  expect(await runInImage(folder, IMAGE.healthcheck, port)).toMatchObject({ code: 0 });
  expect(await runInImage(folder, IMAGE.healthcheck, { PORT: "1" })).toMatchObject({ code: 1 });
  // Longer than a load balancer keeps it: otherwise now and then a request meets a connection that is just closing.
  expect((await fetch(LIVE)).headers.get("keep-alive")).toBe("timeout=75");
  const ok = { status: 200, body: { status: "ok" }, cache: "private, no-store" };
  expect(await health(READY)).toMatchObject(ok);
  await network.cut();
  await expect
    .poll(() => health(READY))
    .toMatchObject({
      status: 503,
      body: { status: "unavailable", reason: "database-unreachable" },
      cache: "private, no-store",
    });
  expect((await health(READY)).ms).toBeLessThan(3_000);
  expect(await health(LIVE)).toMatchObject(ok);
  await network.mend();
  await expect.poll(() => health(READY)).toMatchObject(ok);
});

test("SIGTERM in the middle of an answer: it ends with what was read, by itself, and the next process shows it", async ({
  page,
}) => {
  await arrive(page, AIKO, STANDALONE_SITE);
  await ask(page, story("a lighthouse", 300));
  const read = await readSoFar(page);
  const { ending, ms } = await site.terminate(DRAIN_MS + 10_000);
  expect(ending).toEqual({ code: 0, signal: null });
  expect(ms).toBeGreaterThanOrEqual(DRAIN_MS);
  await site.start();
  await shows(page, read);
  await page.reload();
  await shows(page, read);
});

async function shows(page: Page, read: string): Promise<void> {
  await expect(page.getByTestId("answer-mark").last()).toHaveAttribute("data-mark", "interrupted", { timeout: 30_000 });
  expect(await readAloud(newAnswer(page))).toContain(read);
}
