import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LANES, reportOfLane } from "../e2e/support/lanes";
import { amplifyInstall } from "./test/amplify";
import { ensureChromium } from "./test/browser";
import { type Counts, countsOf, readPlaywright, readVitest, sum } from "./test/counts";

/** `npm test`: lint, types, unit and integration, the Amplify deployment, then browser and server processes; one closing line sums up all runners. */
const reports = mkdtempSync(join(tmpdir(), "agentcore-chat-reports-"));
const bin = (path: string) => [process.execPath, join("node_modules", path)];

function run(title: string, command: string[], env: Record<string, string> = {}): number {
  process.stdout.write(`\n▶ ${title}\n`);
  const [file = "", ...args] = command;
  const started = Date.now();
  const { status, error } = spawnSync(file, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (error) process.stderr.write(`${error.message}\n`);
  process.stdout.write(
    `◀ ${title}: ${status === 0 ? "ok" : "FAILED"} (${Math.round((Date.now() - started) / 1000)} s)\n`,
  );
  return status ?? 1;
}

/** A check without tests of its own counts as one. */
function check(title: string, command: string[]): Counts {
  const ok = run(title, command) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

function unit(): Counts {
  const file = join(reports, "vitest.json");
  const status = run("unit and integration", [
    ...bin("vitest/vitest.mjs"),
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  return countsOf(file, readVitest, status);
}

function browser(): Counts {
  if (!ensureChromium()) {
    process.stderr.write("There is no Chromium to test with. Install one, or set CHROMIUM_PATH.\n");
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const file = join(reports, "playwright.json");
  const status = run("browser and server processes", [...bin("tsx/dist/cli.mjs"), "e2e/run.ts"], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const lanes = sum(LANES.map((lane) => countsOf(reportOfLane(file, lane), readPlaywright, 0)));
  return status !== 0 && lanes.failed === 0 ? { ...lanes, failed: 1 } : lanes;
}

/** The Amplify deployment, which has packages of its own. */
function amplify(): Counts {
  const install = amplifyInstall();
  if (install && run("packages of the Amplify deployment", install) !== 0) return { passed: 0, failed: 1, skipped: 0 };
  const types = check("types of the Amplify deployment", [
    ...bin("typescript/bin/tsc"),
    "-p",
    "amplify/tsconfig.test.json",
  ]);
  const file = join(reports, "amplify.json");
  const status = run("Amplify deployment, synthesised", [
    ...bin("vitest/vitest.mjs"),
    "run",
    "--config",
    "amplify/vitest.config.ts",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  return sum([types, countsOf(file, readVitest, status)]);
}

const total = sum([
  check("lint", [...bin("@biomejs/biome/bin/biome"), "check", "."]),
  check("types", ["npm", "run", "--silent", "typecheck"]),
  unit(),
  amplify(),
  browser(),
]);
rmSync(reports, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 ? 0 : 1);
