import type { Part, PartName } from "./parts.ts";
import { describeEnding, type Ending, type Environment, type ProcessGroup, spawnGroup } from "./process-group.ts";
import { createReaper } from "./reaper.ts";
import { waitUntilAnswers } from "./wait.ts";

/** A part ended although nobody asked it to. */
export type Died = { part: Part; ending: Ending; reason: string };

export type Running = {
  pids: () => Partial<Record<PartName, number>>;
  /** Resolves when a part dies by itself; never when everything is stopped. */
  died: Promise<Died>;
  /** Ends a part and starts it anew, with another environment if one is given. Throws when it does not come back. */
  restart: (name: PartName, options?: { signal?: NodeJS.Signals; env?: Environment }) => Promise<void>;
  /** SIGTERM for the site, then for the rest; SIGKILL for what is still there after the grace. */
  stop: (graceMs?: number) => Promise<void>;
  /** SIGKILL for everything, at once. */
  kill: () => void;
};

export type RunResult = { ok: true; running: Running } | { ok: false; reason: string; code: number };

export type OnLine = (part: PartName, line: string) => void;

type Failure = { reason: string; code: number };

const TAIL_LINES = 20;
/** Longer than a site needs to write down what its open runs have produced. */
const GRACE_MS = 8_000;

/**
 * Starts parts, each in a process group of its own, and waits until each answers. When one dies or does not answer in
 * time, all are ended and the reason names it, with the last it said.
 *
 * @param signal gives up the start and ends what was started
 */
export async function runParts(
  parts: readonly Part[],
  options: { root: string; onLine: OnLine; signal?: AbortSignal },
): Promise<RunResult> {
  const reaper = createReaper();
  const groups = new Map<PartName, ProcessGroup>();
  const expected = new WeakSet<ProcessGroup>();
  let stopping = false;
  let announce: (died: Died) => void = () => {};
  const died = new Promise<Died>((resolve) => {
    announce = resolve;
  });

  /** Resolves when the part answers, with the reason when it does not. */
  async function start(part: Part, after: Promise<unknown>): Promise<Failure | undefined> {
    const tail: string[] = [];
    const group = spawnGroup({
      command: part.command,
      cwd: options.root,
      env: part.env,
      reaper,
      onLine: (line) => {
        tail.push(line);
        if (tail.length > TAIL_LINES) tail.shift();
        options.onLine(part.name, line);
      },
    });
    groups.set(part.name, group);
    const lastLines = () => (tail.length > 0 ? `\nIts last lines:\n${tail.map((line) => `  ${line}`).join("\n")}` : "");
    const gone = new AbortController();
    let code = 1;
    void group.exited.then((ending) => {
      const reason = `${capital(part.title)} ended by itself (${describeEnding(ending)}).${lastLines()}`;
      code = ending.code || 1;
      gone.abort(reason);
      if (!stopping && !expected.has(group)) announce({ part, ending, reason });
    });
    const signal = options.signal ? AbortSignal.any([gone.signal, options.signal]) : gone.signal;
    await Promise.race([after, new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }))]);
    const waited = await waitUntilAnswers(part.ready, { timeoutMs: part.timeoutMs, signal });
    if (waited.ok) return undefined;
    const reason = gone.signal.aborted
      ? waited.reason
      : `${capital(part.title)} is not ready: ${waited.reason}.${options.signal?.aborted ? "" : lastLines()}`;
    return { reason, code };
  }

  async function stop(graceMs = GRACE_MS) {
    stopping = true;
    // The site first: what it still has to say to the others must find them.
    await groups.get("site")?.stop(graceMs);
    await Promise.all([...groups.values()].map((group) => group.stop(graceMs)));
    reaper.close();
  }

  const cloud = parts.filter(({ last }) => !last).map((part) => start(part, Promise.resolve()));
  const rest = parts.filter(({ last }) => last).map((part) => start(part, Promise.all(cloud)));
  const all = [...cloud, ...rest];
  const failure = await new Promise<Failure | undefined>((resolve) => {
    // Whichever fails first decides; the others need not be waited for.
    for (const one of all) void one.then((problem) => problem && resolve(problem));
    void died.then(({ reason, ending }) => resolve({ reason, code: ending.code || 1 }));
    void Promise.all(all).then(() => resolve(undefined));
  });
  if (failure) {
    await stop();
    return { ok: false, ...failure };
  }

  async function restart(
    name: PartName,
    { signal = "SIGTERM", env }: { signal?: NodeJS.Signals; env?: Environment } = {},
  ) {
    const part = parts.find((one) => one.name === name);
    const group = groups.get(name);
    if (!part || !group) throw new Error(`${name} is not running`);
    expected.add(group);
    group.signal(signal);
    await group.exited;
    const problem = await start({ ...part, env: { ...part.env, ...env } }, Promise.resolve());
    if (problem) throw new Error(problem.reason);
  }

  return {
    ok: true,
    running: {
      pids: () => Object.fromEntries([...groups].map(([name, { pid }]) => [name, pid])),
      died,
      restart,
      stop,
      kill: () => {
        stopping = true;
        for (const group of groups.values()) group.signal("SIGKILL");
      },
    },
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
