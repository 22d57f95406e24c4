import { spawnSync } from "node:child_process";
import { join } from "node:path";

/**
 * The build on Vercel and on classic Amplify Hosting (`vercel.json`, `amplify.yml`): builds the site, then, for a
 * production deploy only, brings the database up to date. A deploy whose build or migration fails gets no traffic, and a
 * build that fails has changed nothing in the database. Previews never migrate: they would do it to a schema that others use.
 */
const node = (args: string[]) => spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
const say = (line: string) => process.stdout.write(`${line}\n`);

const { VERCEL_ENV, AWS_BRANCH, PRODUCTION_BRANCH = "main" } = process.env;
const isProduction = VERCEL_ENV === "production" || (AWS_BRANCH !== undefined && AWS_BRANCH === PRODUCTION_BRANCH);

if (node([join("node_modules", "next", "dist", "bin", "next"), "build"]) !== 0) process.exit(1);
if (!isProduction) {
  say(`Not a production deploy (${VERCEL_ENV ?? AWS_BRANCH ?? "no host"}): the database is left as it is.`);
  process.exit(0);
}
say("Production deploy: the database is brought up to date.");
process.exit(
  node([
    join("node_modules", "tsx", "dist", "cli.mjs"),
    "--conditions=react-server",
    join("lib", "db", "migrate.cli.ts"),
  ]),
);
