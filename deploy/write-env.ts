import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { envFileFor } from "./env-file";

/**
 * Classic Amplify Hosting shows a site's variables to its build only. Writes those that the site knows into
 * `.env.production`, which Next reads when a process starts. Prints their names, never their values.
 */
const { names, text } = envFileFor(process.env, readFileSync(join(process.cwd(), ".env.example"), "utf8"));
// Readable for whoever runs the site: Amplify packs the file as it is, and that is another user than the build's.
writeFileSync(join(process.cwd(), ".env.production"), text);
process.stdout.write(
  `Written into .env.production: ${names.join(", ") || "nothing; no variable of the site is set"}\n`,
);
