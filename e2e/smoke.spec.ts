import { spawnSync } from "node:child_process";
import type { Report } from "../deploy/smoke/report";
import { SITE } from "./support/addresses";
import { expect, test } from "./support/test";

/** `npm run smoke`, as a deployment runs it, against the production build. */
function smoke(...args: string[]): { status: number | null; report: Report } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["node_modules/tsx/dist/cli.mjs", "deploy/smoke.ts", SITE, "--json", ...args],
    { encoding: "utf8" },
  );
  expect(stdout, stderr).toMatch(/^\{/);
  return { status, report: JSON.parse(stdout) as Report };
}

test("a site that is well passes the smoke test, with its own release and no other", async ({ request }) => {
  const release = (await request.get("/signin")).headers()["x-release"] ?? "";
  const well = smoke("--release", release, "--wait", "10");
  expect(well.report.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(well.status).toBe(0);

  const other = smoke("--release", "of-another-day", "--wait", "0");
  expect(other.report.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["release"]);
  expect(other.status).toBe(1);
});
