import { type Agent, isTaken, type Started, type StartOptions, startAgent } from "./agent-process.ts";

/** Starts agents, and shares the process of one that listens on a port of its own choice. */
export type Starter = {
  start: (options: StartOptions) => Promise<Started>;
  /** Ends what is shared; what belongs to a session is ended with it. */
  close: () => Promise<void>;
};

/** The one process of a runtime that only one can be of, as far as it is known and alive. */
type Shared = { port: number; process: Agent | undefined };

/** Where the service expects an agent, and where one that does not read `PORT` is found. */
const SERVICE_PORT = 8080;

/**
 * A command gets a process per session, as on the service. One that listens on 8080 whatever `PORT` says can have only one
 * process on this machine: that is found out at its first start, and its sessions share it from then on.
 */
export function createStarter(servicePort = SERVICE_PORT): Starter {
  const shared = new Map<string, Shared>();
  /** Runtimes that read `PORT`. */
  const apart = new Set<string>();
  /** Starts of one runtime, one after another: of two at once the second would find the port taken. */
  const queues = new Map<string, Promise<unknown>>();
  /** Only one at a time is looked for on 8080: else it could be another's. */
  let looking: Promise<unknown> = Promise.resolve();

  /** Starts a runtime of which nothing is known yet, and looks where it listens. */
  async function look(options: StartOptions): Promise<Started> {
    const before = looking;
    let done: () => void = () => {};
    looking = new Promise<void>((resolve) => {
      done = resolve;
    });
    await before;
    const alsoAt = (await isTaken(servicePort)) ? undefined : servicePort;
    return await startAgent({ ...options, alsoAt, onPlace: done }).finally(() => done());
  }

  async function next(options: StartOptions, fixed: number | "detect"): Promise<Started> {
    const { runtime } = options;
    const known = shared.get(runtime.arn) ?? (fixed === "detect" ? undefined : { port: fixed, process: undefined });
    if (known?.process) {
      if (options.sabotage) return { ok: false, trouble: "ended", reason: "Agent was killed while it started" };
      return { ok: true, agent: viewOf(known.process), elsewhere: true };
    }
    const started = known
      ? await startAgent({ ...options, runtime: { ...runtime, port: known.port } })
      : await look(options);
    // What was found out holds as long as it starts: its code may change.
    shared.delete(runtime.arn);
    if (!started.ok) return started;
    if (!known && !started.elsewhere) {
      apart.add(runtime.arn);
      return started;
    }
    const one: Shared = { port: Number(new URL(started.agent.origin).port), process: started.agent };
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
      if (port === undefined) return await startAgent(options);
      if (apart.has(runtime.arn)) {
        const started = await startAgent(options);
        if (!started.ok) apart.delete(runtime.arn);
        return started;
      }
      const before = queues.get(runtime.arn) ?? Promise.resolve();
      const mine = before.then(() => next(options, port));
      queues.set(
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
