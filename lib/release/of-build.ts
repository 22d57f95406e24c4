import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { RELEASE_FORM, RELEASE_RULE } from "./release";

/** Enough of a commit's id to be found again by. */
const COMMIT_CHARS = 12;

type Git = (...args: string[]) => string | null;

/**
 * The name of the release that is being built, for `next.config.ts`: `RELEASE`; else the commit that Vercel or git names; else
 * one that nothing else has. A tree with changes that are not committed is another release at each build: its commit's name
 * would stand for more than one program.
 *
 * Written into `env` under `BUILD_RELEASE`, since Next reads its configuration again in each process that builds, and all have
 * to come to the same.
 *
 * @throws when `RELEASE` cannot be sent in a header
 */
export function releaseOfBuild(env: NodeJS.ProcessEnv = process.env, git: Git = askGit): string {
  const known = env.BUILD_RELEASE;
  if (known) return known;
  const release = nameOf(env, git);
  env.BUILD_RELEASE = release;
  return release;
}

function nameOf(env: NodeJS.ProcessEnv, git: Git): string {
  const named = env.RELEASE?.trim();
  if (named) {
    if (RELEASE_FORM.test(named)) return named;
    throw new Error(`RELEASE ${RELEASE_RULE}, for example v1.4.0 or the id of the commit`);
  }
  // Pages of `next dev` change by themselves, and the server is started often.
  if (env.NODE_ENV === "development") return "development";
  const vercel = env.VERCEL_GIT_COMMIT_SHA?.trim();
  if (vercel && RELEASE_FORM.test(vercel)) return vercel.slice(0, COMMIT_CHARS);
  const commit = git("rev-parse", `--short=${COMMIT_CHARS}`, "HEAD");
  const isExact = commit !== null && git("status", "--porcelain", "--untracked-files=no") === "";
  return isExact ? commit : `${commit ?? "build"}-${randomBytes(4).toString("hex")}`;
}

/** Null where git or its repository is missing, as in an image's build. */
function askGit(...args: string[]): string | null {
  try {
    return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
