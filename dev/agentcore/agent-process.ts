import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { answers, takenPorts } from "../start/ports.ts";
import { describeEnding, type ProcessGroup, spawnGroup } from "../start/process-group.ts";
import type { Reaper } from "../start/reaper.ts";
import { reservePort } from "./free-port.ts";
import type { Limits, RuntimeOptions } from "./options.ts";
import { pingAgent } from "./ping.ts";
import { mountStorage } from "./session-storage.ts";

/** A session's compute: one process with a disk of its own, or an attached server that all sessions share. */
export type Agent = {
  origin: string;
  pid: number | undefined;
  /** Resolves when the process has ended, with how it did; never for an attached one. */
  dead: Promise<string>;
  /** Resolves when everything it started and its disk are cleared away too. */
  gone: Promise<unknown>;
  kill: () => void;
  /** SIGTERM, then SIGKILL after the grace; resolves when it is dead. */
  stop: (graceMs: number) => Promise<void>;
};

/** `ended`: its process is gone; `silent`: nothing answers; `unhealthy`: what answers is not healthy; `taken`: its port is. */
export type StartTrouble = "ended" | "silent" | "unhealthy" | "taken";

export type Started =
  | { ok: true; agent: Agent /** It listens where it wants to and not on `PORT`. */; elsewhere: boolean }
  | { ok: false; trouble: StartTrouble; reason: string };

export type StartOptions = {
  runtime: RuntimeOptions;
  sessionId: string;
  limits: Limits;
  log: Logger;
  reaper: () => Reaper;
  /** The process is killed as soon as it runs: the fault switch's `kill`. */
  sabotage: boolean;
  /** Called as soon as there is something to end, long before the agent is healthy. */
  onProcess: (agent: Agent) => void;
  /** Looks for it there, too, for a while; the port has to be nobody's before. */
  alsoAt?: number;
  /** Called when it is plain where it listens, or has taken too long to go on looking elsewhere. */
  onPlace?: () => void;
};

const PING_EVERY_MS = 50;
/** It writes each request down, and a developer reads that. */
const WRONG_EVERY_MS = 400;
/** Who is said to run already needs no time to start. */
const ATTACH_MS = 5_000;
const LAST_WORDS = 20;
/** A start that takes longer keeps no others waiting for where it listens. */
const LOOK_ELSEWHERE_MS = 10_000;
/** Who answers wrongly for so long does not only need time: nobody has to wait for the start's whole limit. */
const WRONG_MS = 5_000;

/** Starts the agent of one session and waits until its `/ping` is healthy. Never throws: a start that fails says why. */
export async function startAgent(options: StartOptions): Promise<Started> {
  const { runtime } = options;
  if ("url" in runtime) return attach(runtime.url.replace(/\/$/, ""), options);
  const fixed = typeof runtime.port === "number" ? runtime.port : undefined;
  if (fixed !== undefined && (await isTaken(fixed))) {
    return { ok: false, trouble: "taken", reason: `Port ${fixed} is taken` };
  }
  const disk = await mkdtemp(join(tmpdir(), "agentcore-session-"));
  const reservation = fixed === undefined ? await reservePort() : { port: fixed, release: () => {} };
  const reaper = options.reaper();
  reaper.watchFolder(disk);
  const lastWords: string[] = [];
  const session = options.sessionId.slice(0, 8);
  const log = options.log.child(runtime.name === undefined ? { session } : { agent: runtime.name, session });
  const group = spawnGroup({
    command: runtime.command,
    cwd: runtime.cwd ?? disk,
    env: {
      PATH: process.env.PATH,
      HOME: disk,
      TMPDIR: disk,
      ...(await mountStorage(runtime, options.sessionId)),
      ...runtime.env,
      // A session asks nobody for a token: on a desk, the network must not reach around AgentCore.
      HOST: "127.0.0.1",
      PORT: String(reservation.port),
    },
    reaper,
    onLine: (line, stream) => {
      lastWords.push(line);
      if (lastWords.length > LAST_WORDS) lastWords.shift();
      log[stream === "stderr" ? "warn" : "info"](line);
    },
  });
  const gone = group.exited.then(async () => {
    reservation.release();
    await rm(disk, { recursive: true, force: true, maxRetries: 3 });
    reaper.forgetFolder(disk);
  });
  const agent = asAgent(local(reservation.port), group, gone);
  options.onProcess(agent);
  if (options.sabotage) agent.kill();
  const health = await waitUntilHealthy(agent, options);
  if (health.ok)
    return { ok: true, agent: { ...agent, origin: health.origin }, elsewhere: health.origin !== agent.origin };
  await agent.stop(0);
  return { ...health, reason: [health.reason, ...lastWords].join("\n") };
}

/** Whether somebody listens on a port of this machine, or keeps others from it. */
export const isTaken = async (port: number) => (await takenPorts([{ port, part: "", variable: "" }])).length > 0;
const local = (port: number) => `http://127.0.0.1:${port}`;

function asAgent(origin: string, group: ProcessGroup, gone: Promise<unknown>): Agent {
  return {
    origin,
    pid: group.pid,
    dead: group.leaderExited.then(describeEnding),
    gone,
    kill: () => group.signal("SIGKILL"),
    stop: async (graceMs) => {
      void group.stop(graceMs);
      await group.leaderExited;
    },
  };
}

async function attach(origin: string, options: StartOptions): Promise<Started> {
  const agent: Agent = {
    origin,
    pid: undefined,
    dead: new Promise(() => {}),
    gone: Promise.resolve(),
    kill: () => {},
    stop: async () => {},
  };
  options.onProcess(agent);
  if (options.sabotage) return { ok: false, trouble: "ended", reason: "Agent was killed while it started" };
  const limits = { ...options.limits, startMs: Math.min(options.limits.startMs, ATTACH_MS) };
  const health = await waitUntilHealthy(agent, { ...options, limits });
  return health.ok ? { ok: true, agent, elsewhere: false } : health;
}

type Health = { ok: true; origin: string } | Extract<Started, { ok: false }>;

/** Resolves with where it is healthy, or why it is not. */
async function waitUntilHealthy(agent: Agent, options: StartOptions): Promise<Health> {
  const { runtime, limits, alsoAt, onPlace } = options;
  const started = Date.now();
  let { origin } = agent;
  let ended: string | undefined;
  let wrongSince: number | undefined;
  void agent.dead.then((how) => {
    ended = how;
  });
  for (;;) {
    const ping = await pingAgent(origin, runtime.protocol);
    // Asked for after the answer: a process that died meanwhile may have left its port to someone who answers.
    if (ended !== undefined) return { ok: false, trouble: "ended", reason: `Agent ended while it started: ${ended}` };
    if (ping.ok) return { ok: true, origin };
    const now = Date.now();
    const ms = now - started;
    wrongSince = ping.wrong ? (wrongSince ?? now) : undefined;
    if (ms >= limits.startMs || (wrongSince !== undefined && now - wrongSince >= WRONG_MS)) {
      const reason = `Agent did not become healthy in ${ms} ms: ${ping.reason}`;
      return { ok: false, trouble: ping.answered ? "unhealthy" : "silent", reason };
    }
    if (ping.answered || ms >= LOOK_ELSEWHERE_MS) onPlace?.();
    // Whatever it says there: it is there. The port that it was given stays silent then.
    else if (alsoAt !== undefined && (await answers("127.0.0.1", alsoAt))) origin = local(alsoAt);
    await sleep(ping.wrong ? WRONG_EVERY_MS : PING_EVERY_MS);
  }
}
