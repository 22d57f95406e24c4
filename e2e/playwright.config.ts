import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import { chromiumPath } from "../dev/test/browser";
import { ARTIFACTS, SITE, STANDALONE_SITE } from "./support/addresses";
import { LANE, testsOfOtherLanes } from "./support/lanes";
import { SOAK } from "./support/seed";

const executablePath = chromiumPath();
const otherLanes = testsOfOtherLanes(fileURLToPath(new URL(".", import.meta.url)), LANE);

export default defineConfig({
  testDir: ".",
  outputDir: join(ARTIFACTS, "playwright"),
  globalSetup: "./support/global-setup.ts",
  // One local cloud, whose faults and records belong to the test that is running.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // Against what hangs, not against slow machines: those take five times as long for the same.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  use: {
    baseURL: SITE,
    locale: "en-US",
    actionTimeout: 15_000,
    // The sandbox needs privileges that containers and CI machines do not give; the pages are our own.
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    // With "e2e/" before them: a clone may be in a folder of that name.
    {
      name: "site",
      testIgnore: ["after/**", "e2e/hosts/**", "processes/**", "e2e/standalone/**", "tls/**", ...otherLanes],
    },
    {
      name: "processes",
      testMatch: "processes/**/*.spec.ts",
      // Each builds a site of its own.
      testIgnore: [
        ...(SOAK ? [] : ["processes/pass-through.spec.ts", "processes/previous-release.spec.ts"]),
        ...otherLanes,
      ],
    },
    { name: "hosts", testMatch: "e2e/hosts/**/*.spec.ts", testIgnore: otherLanes },
    // The certificate is made for the run; nobody has to trust it.
    { name: "tls", testMatch: "tls/**/*.spec.ts", testIgnore: otherLanes, use: { ignoreHTTPSErrors: true } },
    {
      name: "standalone",
      testMatch: "e2e/standalone/**/*.spec.ts",
      testIgnore: otherLanes,
      use: { baseURL: STANDALONE_SITE },
    },
    {
      name: "after",
      testMatch: "after/**/*.spec.ts",
      dependencies: ["site", "processes", "hosts", "standalone", "tls"],
    },
  ],
});
