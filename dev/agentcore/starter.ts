import { type Agent, type Started, type StartOptions, startAgent } from "./agent-process.ts";

/** Starts agents, and shares the process of one that listens on a port of its own choice. */
export type Starter = {
  start: (options: StartOptions) => Promise<Started>;
  /** Ends what is shared; what belongs to a session is ended with it. */
  close: () => Promise<void>;
};

/** The one process of a runtime that only one can be of, as far as it is known and alive. */
type Shared = { port: number; process: Agent | undefined };

/**
 * A command gets a process per session, as on the service. One that listens on 8080 whatever `PORT` says can have only one
 * process on this machine: that is found out at its first start, and its sessions share it from then on.
 */
export function createStarter(): Starter {
  const shared = new Map<string, Shared>();
  const apart = new Set<string>();
  const last = new Map<string, Promise<unknown>>();

  async function next(options: StartOptions, fixed: number | undefined): Promise<Started> {
    const { runtime } = options;
    const known = shared.get(runtime.arn) ?? (fixed === undefined ? undefined : { port: fixed, process: undefined });
    if (known?.process) {
      if (options.sabotage) return { ok: false, trouble: "ended", reason: "Agent was killed while it started" };
      return { ok: true, agent: viewOf(known.process), elsewhere: true };
    }
    const started = await startAgent(known ? { ...options, runtime: { ...runtime, port: known.port } } : options);
    if (!started.ok || !(known || started.elsewhere)) {
      // It may have been mended since: what was found out holds as long as it starts.
      if (started.ok) apart.add(runtime.arn);
      else shared.delete(runtime.arn);
      return started;
    }
    const one: Shared = { port: Number(new URL(started.agent.origin).port), process: started.agent };
    apart.delete(runtime.arn);
    shared.set(runtime.arn, one);
    void started.agent.dead.then(() => {
      one.process = undefined;
    });
    return { ok: true, agent: viewOf(started.agent), elsewhere: true };
  }

  return {
    start: async (options) => {
      const { runtime } = options;
      const port = "command" in runtime ? runtime.port : undefined;
      if (port === undefined || apart.has(runtime.arn)) {
        const started = await startAgent(options);
        if (!(started.ok && started.elsewhere)) return started;
        // Its code has changed under us; the next start finds out anew.
        apart.delete(runtime.arn);
        return started;
      }
      // One after another: of two at once the second would find the port taken.
      const before = last.get(runtime.arn) ?? Promise.resolve();
      const mine = before.then(() => next(options, port === "detect" ? undefined : port));
      last.set(
        runtime.arn,
        mine.catch(() => undefined),
      );
      return await mine;
    },
    close: async () => {
      await Promise.all([...shared.values()].map(({ process }) => process?.stop(0)));
    },
  };
}

/** A shared process as a session has it: that session's end is not its end. */
function viewOf(agent: Agent): Agent {
  const { origin, dead } = agent;
  return { origin, pid: undefined, dead, gone: Promise.resolve(), kill: () => {}, stop: async () => {} };
}
