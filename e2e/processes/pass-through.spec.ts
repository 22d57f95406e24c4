import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createReaper } from "../../dev/start/reaper";
import { REPOSITORY } from "../../dev/start/stack";
import { MANY_SITE, PROCESS_PORTS } from "../support/addresses";
import { everyRoute, everyTrick, setScene } from "../support/authorisation";
import { copyPackages, nextIn, startOf } from "../support/packages";
import { expect, test } from "../support/processes";
import { siteProcess } from "../support/site-process";

const PASS_THROUGH = `import { NextResponse } from "next/server";
export function proxy() {
  return NextResponse.next();
}
`;

/** What a build does not need, or must not find. All else stays: the build checks the types of all of it. */
const LEFT_OUT = new Set(["node_modules", ".next", ".git", ".data", "test-results", "docs", "bench"]);

/** The whole site in another folder, with another `proxy.ts`, built. */
function buildWithout(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const isNeeded = (source: string) =>
    !LEFT_OUT.has(basename(source)) && !/\.test\.tsx?$|package-lock\.json$/.test(source);
  // Each by itself: a folder cannot be copied whole into one of its own.
  for (const entry of readdirSync(REPOSITORY).filter(isNeeded))
    cpSync(join(REPOSITORY, entry), join(folder, entry), { recursive: true, filter: isNeeded });
  copyPackages(folder);
  expect(readFileSync(join(folder, "proxy.ts"), "utf8")).toContain("signInInstead");
  writeFileSync(join(folder, "proxy.ts"), PASS_THROUGH);
  const built = spawnSync(process.execPath, [nextIn(folder), "build"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  expect(built.status, `${built.stdout}${built.stderr}`).toBe(0);
}

// Builds the site a second time, which takes a minute or two: part of the soak only (`playwright.config.ts`).
test("with a proxy.ts that passes everything on, nobody gets at more than with the real one", async () => {
  test.setTimeout(900_000);
  const folder = join(REPOSITORY, ".data", `pass-through-${process.pid}`);
  const [dataDir, reaper] = [mkdtempSync(join(tmpdir(), "agentcore-chat-pass-through-")), createReaper()];
  try {
    buildWithout(folder);
    const site = siteProcess({
      name: "site without its proxy",
      port: PROCESS_PORTS.passThrough,
      origin: MANY_SITE,
      dataDir,
      cwd: folder,
      command: startOf(folder, PROCESS_PORTS.passThrough),
      reaper,
    });
    try {
      await site.start();
      const signIn = await fetch(`${site.url}/signin`);
      expect(signIn.status).toBe(200);
      expect(signIn.headers.get("content-security-policy"), "the proxy is gone").toBeNull();
      const target = { url: site.url, origin: MANY_SITE };
      await everyRoute(target, await setScene(target));
      await everyTrick(target, await setScene(target));
    } finally {
      await site.kill();
    }
  } finally {
    reaper.close();
    for (const made of [folder, dataDir]) rmSync(made, { recursive: true, force: true });
  }
});
