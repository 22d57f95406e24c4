import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reaper } from "./reaper.ts";

/** Undefined is the same as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a child ended: an exit code or a signal, or the reason why it never ran (command not found). */
export type Ending = { code: number | null; signal: NodeJS.Signals | null; problem?: string };

export type ProcessGroup = {
  /** Undefined when the command could not be started. */
  pid: number | undefined;
  /** Resolves as soon as the leader is gone, whatever of its group is still to be cleared away. Never rejects. */
  leaderExited: Promise<Ending>;
  /** Resolves once, when the leader is gone, its group killed and its output read. Never rejects. */
  exited: Promise<Ending>;
  /** Signals every process of the group. */
  signal: (name: NodeJS.Signals) => void;
  /** SIGTERM, then SIGKILL after `graceMs` (0: SIGKILL at once); resolves when it is gone. */
  stop: (graceMs: number) => Promise<Ending>;
};

/** Output still in a pipe when the leader ends is waited for this long; a stray grandchild must not hold us up. */
const OUTPUT_GRACE_MS = 500;

/**
 * Runs a command as the leader of its own process group, so that whatever it starts can be ended with it, and so that
 * the terminal's Ctrl-C reaches only us and we decide on the order.
 *
 * @param options.env the child's whole environment; nothing is inherited
 * @param options.onLine every line of stdout and stderr, without its line end
 */
export function spawnGroup(options: {
  command: readonly string[];
  cwd?: string;
  env: Environment;
  reaper: Reaper;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}): ProcessGroup {
  const [file = "", ...args] = options.command;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pid = child.pid;
  if (pid !== undefined) options.reaper.watchGroup(pid);
  createInterface({ input: child.stdout }).on("line", (line) => options.onLine(line, "stdout"));
  createInterface({ input: child.stderr }).on("line", (line) => options.onLine(line, "stderr"));

  const signal = (name: NodeJS.Signals) => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch {
      // ESRCH: the whole group is gone already, which is what was wanted.
    }
  };

  let leaderHasExited: (ending: Ending) => void = () => {};
  const leaderExited = new Promise<Ending>((resolve) => {
    leaderHasExited = resolve;
  });
  const exited = new Promise<Ending>((resolve) => {
    child.once("error", (error) => {
      if (pid !== undefined) return;
      const ending = { code: null, signal: null, problem: error.message };
      leaderHasExited(ending);
      resolve(ending);
    });
    child.once("exit", (code, by) => {
      leaderHasExited({ code, signal: by });
      signal("SIGKILL");
      if (pid !== undefined) options.reaper.forgetGroup(pid);
      // Killed is not yet gone, and what is not gone may still hold a port.
      const done = () => void untilEmpty(pid).then(() => resolve({ code, signal: by }));
      const late = setTimeout(done, OUTPUT_GRACE_MS);
      child.once("close", () => {
        clearTimeout(late);
        done();
      });
    });
  });

  const stop = async (graceMs: number) => {
    signal(graceMs > 0 ? "SIGTERM" : "SIGKILL");
    const force = setTimeout(() => signal("SIGKILL"), graceMs);
    await leaderExited;
    clearTimeout(force);
    return exited;
  };

  return { pid, leaderExited, exited, signal, stop };
}

/** Resolves when nobody is left of a group that was killed, or after a moment: whoever is left then cannot be helped. */
async function untilEmpty(pid: number | undefined): Promise<void> {
  const deadline = Date.now() + OUTPUT_GRACE_MS;
  while (pid !== undefined && Date.now() < deadline) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await sleep(10);
  }
}

/** A sentence part for people: `exit code 1`, `signal SIGKILL`, or the reason why it never started. */
export function describeEnding(ending: Ending): string {
  if (ending.problem !== undefined) return ending.problem;
  return ending.signal === null ? `exit code ${ending.code}` : `signal ${ending.signal}`;
}
