import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs the build script in a folder where Next and the migration only write down that they ran. */
function build(env: Record<string, string>, ends: { next?: number; migrate?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hosted-build-"));
  folders.push(folder);
  const ran = join(folder, "ran.txt");
  const stand = (path: string, name: string, code: number) => {
    const file = join(folder, "node_modules", path);
    mkdirSync(dirname(file), { recursive: true });
    const note = `require("fs").appendFileSync(${JSON.stringify(ran)}, ${JSON.stringify(`${name} `)} + process.argv.slice(2).join(" ") + "\\n")`;
    writeFileSync(file, `${note}; process.exit(${code})`);
    chmodSync(file, 0o755);
  };
  writeFileSync(ran, "");
  writeFileSync(join(folder, "package.json"), "{}");
  stand("next/dist/bin/next", "next", ends.next ?? 0);
  stand("tsx/dist/cli.mjs", "tsx", ends.migrate ?? 0);
  // The stand-ins are CommonJS.
  const cli = join(folder, "node_modules/tsx/dist/cli.mjs");
  writeFileSync(cli, readFileSync(cli, "utf8").replace('require("fs")', "(await import('node:fs'))"));
  const script = join(folder, "hosted-build.ts");
  cpSync(join("deploy", "hosted-build.ts"), script);
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(process.cwd(), "node_modules/tsx/dist/cli.mjs"), script],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", ...env } as unknown as NodeJS.ProcessEnv,
      encoding: "utf8",
    },
  );
  return {
    status,
    stdout,
    ran: readFileSync(ran, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" ").at(0)),
  };
}

it.each([
  ["Vercel, production", { VERCEL: "1", VERCEL_ENV: "production" }, ["next", "tsx"]],
  ["Vercel, a preview", { VERCEL: "1", VERCEL_ENV: "preview" }, ["next"]],
  [
    "Vercel, a preview of a branch that is called main",
    { VERCEL: "1", VERCEL_ENV: "preview", VERCEL_GIT_COMMIT_REF: "main" },
    ["next"],
  ],
  ["Amplify, main", { AWS_BRANCH: "main" }, ["next", "tsx"]],
  ["Amplify, another branch", { AWS_BRANCH: "feature" }, ["next"]],
  ["Amplify, the branch that is named", { AWS_BRANCH: "live", PRODUCTION_BRANCH: "live" }, ["next", "tsx"]],
  ["Amplify, main where another one is named", { AWS_BRANCH: "main", PRODUCTION_BRANCH: "live" }, ["next"]],
  ["no host", {}, ["next"]],
])("migrates after the build of a production deploy, and of no other: %s", (_, env, ran) => {
  expect(build(env)).toMatchObject({ status: 0, ran });
});

it("leaves the database alone when the build fails, and fails with the migration", () => {
  const production = { VERCEL_ENV: "production" };
  expect(build(production, { next: 1 })).toMatchObject({ status: 1, ran: ["next"] });
  expect(build(production, { migrate: 1 })).toMatchObject({ status: 1, ran: ["next", "tsx"] });
});
