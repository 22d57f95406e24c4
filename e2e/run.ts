import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureChromium } from "../dev/test/browser";

/**
 * `npm run test:e2e [-- playwright arguments]`: builds the site for production, then drives it in a browser.
 * With `SOAK=1` (`npm run test:soak`) only the tests of whole processes, without a browser, many times each.
 */
const soak = process.env.SOAK === "1";
const node = (script: string, args: string[]) =>
  spawnSync(process.execPath, [join("node_modules", script), ...args], {
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  }).status ?? 1;

if (!soak && !ensureChromium()) {
  process.stderr.write("There is no Chromium to test with. Install one, or set CHROMIUM_PATH.\n");
  process.exit(1);
}
const built = node("next/dist/bin/next", ["build"]);
const test = ["test", "-c", "e2e/playwright.config.ts", ...(soak ? ["--project=processes"] : [])];
process.exit(built || node("@playwright/test/cli.js", [...test, ...process.argv.slice(2)]));
