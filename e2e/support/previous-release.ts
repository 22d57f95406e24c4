import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../dev/start/stack";
import { copyPackages, nextIn } from "./packages";

const JOURNAL = "lib/db/migrations/meta/_journal.json";

/** What was released before: its commit, and how it is called. */
export type Previous = { commit: string; name: string };

const git = (...args: string[]) =>
  execFileSync("git", args, { cwd: REPOSITORY, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

/**
 * The release before this one: the newest `v*` tag behind HEAD; where there is none, the last commit before the newest
 * migration was added, whose schema this release's migrations change.
 *
 * @throws in a clone without its history, and in a project that has had one schema only
 */
export function previousRelease(): Previous {
  if (git("rev-parse", "--is-shallow-repository") === "true")
    throw new Error(
      "This clone is shallow and does not know the release before. Fetch its history: git fetch --unshallow",
    );
  const head = git("rev-parse", "HEAD");
  const tags = git("tag", "--list", "v*", "--merged", "HEAD", "--sort=-version:refname").split("\n").filter(Boolean);
  for (const tag of tags) {
    const commit = git("rev-parse", `${tag}^{commit}`);
    if (commit !== head) return { commit, name: tag };
  }
  const { entries } = JSON.parse(readFileSync(join(REPOSITORY, JOURNAL), "utf8")) as { entries: { tag: string }[] };
  const newest = entries.at(-1)?.tag ?? "";
  const added = git("log", "--format=%H", "--diff-filter=A", "-1", "--", `lib/db/migrations/${newest}.sql`);
  if (!added) throw new Error(`The migration ${newest} is not committed yet: there is no release before it`);
  const commit = git("rev-parse", `${added}^`);
  return { commit, name: commit.slice(0, 12) };
}

/**
 * Builds that release in an empty folder. With the packages of this one when its lock file is the same; else with its own, which npm then fetches. The folder is filled from `git archive`: a second
 * work tree of the repository would be left registered there by a test that is killed.
 */
export function buildPrevious({ commit, name }: Previous, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, "release.tar");
  git("archive", "--format=tar", "-o", archive, commit);
  run("tar", ["-xf", archive, "-C", folder], folder);
  rmSync(archive);
  const lock = join(folder, "package-lock.json");
  if (readFileSync(lock, "utf8") === readFileSync(join(REPOSITORY, "package-lock.json"), "utf8")) {
    // Next takes the folder of a lock file for the whole project.
    rmSync(lock);
    copyPackages(folder);
  } else run("npm", ["ci", "--no-audit", "--no-fund"], folder);
  run(process.execPath, [nextIn(folder), "build"], folder, {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    RELEASE: `previous-${name}`,
  });
}

function run(command: string, args: string[], cwd: string, env: Record<string, string> = {}): void {
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: process.env.NODE_ENV ?? "test" };
  const done = spawnSync(command, args, { cwd, encoding: "utf8", env: { ...inherited, ...env } });
  if (done.status !== 0) throw new Error(`${command} ${args[0]}: ${done.error ?? `${done.stdout}${done.stderr}`}`);
}
