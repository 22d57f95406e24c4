import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureChromium } from "../dev/test/browser";

/** `npm run test:e2e [-- playwright arguments]`: builds the site for production, then drives it in a browser. */
const node = (script: string, args: string[]) =>
  spawnSync(process.execPath, [join("node_modules", script), ...args], {
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  }).status ?? 1;

if (!ensureChromium()) {
  process.stderr.write("There is no Chromium to test with. Install one, or set CHROMIUM_PATH.\n");
  process.exit(1);
}
const built = node("next/dist/bin/next", ["build"]);
process.exit(
  built || node("@playwright/test/cli.js", ["test", "-c", "e2e/playwright.config.ts", ...process.argv.slice(2)]),
);
