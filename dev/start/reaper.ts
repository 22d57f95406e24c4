import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";

/** Knows every process group and temporary folder of this process, and ends them if this process dies first. */
export type Reaper = {
  /** The reaper's own process id, for tests. */
  pid: number | undefined;
  watchGroup: (pid: number) => void;
  forgetGroup: (pid: number) => void;
  watchFolder: (path: string) => void;
  forgetFolder: (path: string) => void;
  /** Lets the reaper go; it ends at once whatever is still watched. */
  close: () => void;
};

/**
 * Starts the watcher process. It stands in a session of its own, so neither Ctrl-C nor a signal to our group reaches
 * it, and it holds nothing but a pipe from us: the pipe's end is the one thing that a SIGKILL of this process cannot
 * prevent from being seen.
 */
export function createReaper(): Reaper {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./reaper.mjs", import.meta.url))], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {} as NodeJS.ProcessEnv,
  });
  child.unref();
  // Neither the pipe nor the child may keep this process alive.
  if (child.stdin instanceof Socket) child.stdin.unref();
  // Without a reaper (fork limit reached) the ordinary endings still work; only a SIGKILL of ours would leave orphans.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const say = (line: string) => child.stdin.write(`${line}\n`);
  return {
    pid: child.pid,
    watchGroup: (pid) => say(`+${pid}`),
    forgetGroup: (pid) => say(`-${pid}`),
    watchFolder: (path) => say(`d+${path}`),
    forgetFolder: (path) => say(`d-${path}`),
    close: () => child.stdin.end(),
  };
}
