import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensureChromium } from "../dev/test/browser";
import { bundleAgent } from "./support/agent-bundle";
import { LANES, reportOfLane } from "./support/lanes";

/**
 * `npm run test:e2e [-- playwright arguments]`: builds the site for production and bundles the agent, then drives them in a browser, in lanes side by side
 * (support/lanes.ts). With arguments the tests that they choose run as one.
 * With `SOAK=1` (`npm run test:soak`) only the tests of whole processes, without a browser, many times each.
 */
const soak = process.env.SOAK === "1";
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
const chosen = process.argv.slice(2);
const playwright = [join("node_modules", "@playwright/test/cli.js"), "test", "-c", "e2e/playwright.config.ts"];

function node(args: string[]): number {
  return spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
}

/** One lane of the tests; what it prints comes with its number before it. */
function lane(number: number): Promise<number> {
  const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;
  const child = spawn(process.execPath, playwright, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...env,
      E2E_LANE: String(number),
      ...(report ? { PLAYWRIGHT_JSON_OUTPUT_FILE: reportOfLane(report, number) } : {}),
    },
  });
  for (const output of [child.stdout, child.stderr])
    createInterface({ input: output }).on("line", (line) => process.stdout.write(`${number} │ ${line}\n`));
  return new Promise((resolve) => {
    child.once("error", (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

if (!soak && !ensureChromium()) {
  process.stderr.write("There is no Chromium to test with. Install one, or set CHROMIUM_PATH.\n");
  process.exit(1);
}
const built = node([join("node_modules", "next/dist/bin/next"), "build"]);
if (built !== 0) process.exit(built);
if (soak) process.exit(node([...playwright, "--project=processes", ...chosen]));
if (chosen.length > 0) process.exit(node([...playwright, ...chosen]));
// Without lanes the global setup does it.
await bundleAgent();
process.exit(Math.max(...(await Promise.all(LANES.map(lane)))));
