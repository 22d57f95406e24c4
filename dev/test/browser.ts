import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser that tests run in: `CHROMIUM_PATH`, else the system's, else Playwright's own (undefined). */
export function chromiumPath(): string | undefined {
  return process.env.CHROMIUM_PATH ?? SYSTEM.find((path) => existsSync(path));
}

/**
 * Makes sure that there is a Chromium: the system's, Playwright's, or one installed now (from Debian's packages where we
 * may, else Playwright's download).
 *
 * @returns false when none could be had
 */
export function ensureChromium(): boolean {
  if (chromiumPath() || existsSync(chromium.executablePath())) return true;
  const root = process.getuid?.() === 0;
  if (root && spawnSync("apt-get", ["--version"]).status === 0) {
    process.stdout.write("No Chromium found: installing Debian's package.\n");
    const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"], options);
    if (chromiumPath()) return true;
  }
  process.stdout.write("No Chromium found: asking Playwright to download its own.\n");
  return (
    spawnSync(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"], { stdio: "inherit" })
      .status === 0
  );
}
