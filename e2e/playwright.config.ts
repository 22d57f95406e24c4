import { randomInt } from "node:crypto";
import { defineConfig } from "@playwright/test";
import { chromiumPath } from "../dev/test/browser";
import { SITE } from "./support/addresses";
import { SOAK } from "./support/seed";

const executablePath = chromiumPath();
// Here, since this is read before anything runs and the workers get what is set.
process.env.SOAK_SEED ??= String(randomInt(1_000_000));

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/playwright",
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
    { name: "site", testIgnore: ["after/**", "e2e/hosts/**", "processes/**", "tls/**"] },
    {
      name: "processes",
      testMatch: "processes/**/*.spec.ts",
      testIgnore: SOAK ? [] : ["processes/pass-through.spec.ts"],
    },
    { name: "hosts", testMatch: "e2e/hosts/**/*.spec.ts" },
    // The certificate is made for the run; nobody has to trust it.
    { name: "tls", testMatch: "tls/**/*.spec.ts", use: { ignoreHTTPSErrors: true } },
    { name: "after", testMatch: "after/**/*.spec.ts", dependencies: ["site", "processes", "hosts", "tls"] },
  ],
});
