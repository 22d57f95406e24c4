import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { completeStandalone } from "./complete";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "agentcore-chat-complete-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function lay(...files: string[]) {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
}

it("leaves nobody's settings in the folder, which Next copies there whatever is excluded", async () => {
  lay(".next/static/a.js", "public/icon.svg", "lib/db/migrate.cli.ts");
  lay(...["server.js", ".env", ".env.production", "node_modules/x/a.js"].map((file) => `.next/standalone/${file}`));
  const folder = await completeStandalone(root);
  expect(readdirSync(folder).filter((name) => name.startsWith(".env"))).toEqual([]);
  for (const file of ["server.js", "migrate.mjs", ".next/static/a.js", "public/icon.svg", "node_modules/x/a.js"])
    expect(existsSync(join(folder, file)), file).toBe(true);
});

it("says what to run where there is no build", async () => {
  await expect(completeStandalone(root)).rejects.toThrow(/npm run build:container/);
});
