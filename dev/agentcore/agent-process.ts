import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
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

export type Started = { ok: true; agent: Agent } | { ok: false; reason: string };

type StartOptions = {
  runtime: RuntimeOptions;
  sessionId: string;
  limits: Limits;
  log: Logger;
  reaper: () => Reaper;
  /** The process is killed as soon as it runs: the fault switch's `kill`. */
  sabotage: boolean;
  /** Called as soon as there is something to end, long before the agent is healthy. */
  onProcess: (agent: Agent) => void;
};

const PING_EVERY_MS = 50;
const LAST_WORDS = 20;

/** Starts the agent of one session and waits until its `/ping` is healthy. Never throws: a start that fails says why. */
export async function startAgent(options: StartOptions): Promise<Started> {
  const { runtime } = options;
  if ("url" in runtime) return attach(runtime.url.replace(/\/$/, ""), options);
  const disk = await mkdtemp(join(tmpdir(), "agentcore-session-"));
  const reservation = await reservePort();
  const reaper = options.reaper();
  reaper.watchFolder(disk);
  const lastWords: string[] = [];
  const log = options.log.child({ session: options.sessionId.slice(0, 8) });
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
  const agent = asAgent(`http://127.0.0.1:${reservation.port}`, group, gone);
  options.onProcess(agent);
  if (options.sabotage) agent.kill();
  const health = await waitUntilHealthy(agent, options);
  if (health === undefined) return { ok: true, agent };
  await agent.stop(0);
  return { ok: false, reason: [health, ...lastWords].join("\n") };
}

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
  if (options.sabotage) return { ok: false, reason: "Agent was killed while it started" };
  const reason = await waitUntilHealthy(agent, options);
  return reason === undefined ? { ok: true, agent } : { ok: false, reason };
}

/** Resolves with nothing when healthy, else with the reason why not. */
async function waitUntilHealthy(agent: Agent, { runtime, limits }: StartOptions): Promise<string | undefined> {
  const deadline = Date.now() + limits.startMs;
  let ended: string | undefined;
  void agent.dead.then((how) => {
    ended = how;
  });
  for (;;) {
    const ping = await pingAgent(agent.origin, runtime.protocol);
    // Asked for after the answer: a process that died meanwhile may have left its port to someone who answers.
    if (ended !== undefined) return `Agent ended while it started: ${ended}`;
    if (ping.ok) return undefined;
    if (Date.now() >= deadline) return `Agent did not become healthy in ${limits.startMs} ms: ${ping.reason}`;
    await sleep(PING_EVERY_MS);
  }
}
