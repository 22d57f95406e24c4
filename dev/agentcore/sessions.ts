import type { Logger } from "pino";
import type { Reaper } from "../start/reaper.ts";
import type { Advice } from "./advice.ts";
import type { Agent } from "./agent-process.ts";
import type { PlatformError } from "./errors.ts";
import { DEFAULT_IDLE_SECONDS, DEFAULT_LIFETIME_SECONDS, type Limits, type RuntimeOptions } from "./options.ts";
import { pingAgent } from "./ping.ts";
import { wipeStorage } from "./session-storage.ts";
import { createStarter } from "./starter.ts";

export type SessionState = "starting" | "ready" | "stopping" | "stopped";

/** Something open in a session that ends with it. */
export type Exchange = { abort: () => void };

export type Session = {
  id: string;
  runtime: RuntimeOptions;
  state: SessionState;
  agent: Agent | undefined;
  startedAt: number;
  lastUsedAt: number;
  open: Set<Exchange>;
  /** Whoever used it: the service binds no session to a user, so nothing here does. */
  subs: Set<string>;
};

export type Acquired = { ok: true; session: Session; agent: Agent } | { ok: false; error: PlatformError };

export type Sessions = {
  /** The running session of that id, started if need be. 409 while it starts or stops, as the service answers. */
  acquire: (runtime: RuntimeOptions, id: string, sub: string, sabotage?: boolean) => Promise<Acquired>;
  /** StopRuntimeSession: the process is killed and open streams end at once. */
  stop: (runtime: RuntimeOptions, id: string) => Promise<"stopped" | "gone" | "busy">;
  /**
   * SIGKILLs the processes of every session with that id, as a crash would; tells how many there were.
   *
   * @param storage their session storage is removed as well, once they are dead
   */
  kill: (id: string, storage?: boolean) => Promise<number>;
  list: () => readonly Session[];
  close: () => Promise<void>;
};

const STOPPED_KEPT = 1_000;

export function createSessions(deps: {
  limits: Limits;
  log: Logger;
  reaper: () => Reaper;
  advice: Advice;
  servicePort?: number;
}): Sessions {
  const { limits, log, advice } = deps;
  const starter = createStarter(deps.servicePort);
  const all = new Map<string, Session>();
  const keyOf = (runtime: RuntimeOptions, id: string) => `${runtime.arn}\n${id}`;
  const starts = new Set<Promise<unknown>>();
  /** Of processes and disks: what is still to be cleared away when its session has long been used again. */
  const leftovers = new Set<Promise<unknown>>();
  let closed = false;

  /** Ended: the record stays for the control surface until its id is used again or it is among the oldest. */
  function settle(session: Session, why: string) {
    if (session.state === "stopped") return;
    session.state = "stopped";
    session.agent = undefined;
    for (const exchange of session.open) exchange.abort();
    log.info({ session: session.id.slice(0, 8), why }, "session stopped");
    const stopped = [...all].filter(([, one]) => one.state === "stopped");
    for (const [key] of stopped.slice(0, Math.max(0, stopped.length - STOPPED_KEPT))) all.delete(key);
  }

  async function end(session: Session, why: string, graceMs: number) {
    session.state = "stopping";
    // SIGKILL cuts streams by itself; an attached agent lives on, so its streams are cut here in every case.
    if (graceMs === 0) for (const exchange of session.open) exchange.abort();
    await session.agent?.stop(graceMs);
    settle(session, why);
  }

  async function acquire(runtime: RuntimeOptions, id: string, sub: string, sabotage = false): Promise<Acquired> {
    const key = keyOf(runtime, id);
    const known = all.get(key);
    if (closed || known?.state === "starting" || known?.state === "stopping") {
      return { ok: false, error: { code: "SESSION_BUSY" } };
    }
    if (sabotage && known?.state === "ready") await end(known, "fault", 0);
    if (known?.state === "ready" && known.agent) {
      known.subs.add(sub);
      known.lastUsedAt = Date.now();
      return { ok: true, session: known, agent: known.agent };
    }
    const now = Date.now();
    const session: Session = {
      id,
      runtime,
      state: "starting",
      agent: undefined,
      startedAt: now,
      lastUsedAt: now,
      open: new Set(),
      subs: new Set([sub]),
    };
    // A used id moves to the end: the order is that of starting.
    all.delete(key);
    all.set(key, session);
    const starting = starter
      .start({
        runtime,
        sessionId: id,
        limits,
        log,
        reaper: deps.reaper,
        sabotage,
        onProcess: (agent) => {
          session.agent = agent;
          leftovers.add(agent.gone);
          void agent.gone.then(() => leftovers.delete(agent.gone));
          if (closed) agent.kill();
        },
      })
      .catch((error: unknown) => ({ ok: false as const, trouble: "ended" as const, reason: String(error) }));
    starts.add(starting);
    const started = await starting;
    starts.delete(starting);
    if (!started.ok) {
      settle(session, "start failed");
      if (!closed) {
        // Of a developer's own agent the console has the last words already, under its name.
        const reason = runtime.name === undefined ? started.reason : started.reason.split("\n", 1)[0];
        log.error({ session: id.slice(0, 8), reason }, "agent did not start");
        advice.give(runtime, started.trouble, started.reason);
      }
      const message =
        "Agent failed to start. Please check your CloudWatch logs for more information. (The local log has the agent's last words.)";
      return { ok: false, error: { code: "AGENT_ERROR", message } };
    }
    session.state = "ready";
    session.agent = started.agent;
    session.lastUsedAt = Date.now();
    advice.started(runtime, started.elsewhere ? new URL(started.agent.origin).port : undefined);
    log.info({ session: id.slice(0, 8), pid: started.agent.pid, ms: Date.now() - now }, "session started");
    void started.agent.dead.then((how) => {
      if (session.state === "ready") advice.give(runtime, "crashed", how);
      settle(session, how);
    });
    return { ok: true, session, agent: started.agent };
  }

  async function sweep() {
    for (const session of all.values()) {
      if (session.state !== "ready" || !session.agent) continue;
      const idleMs = (session.runtime.idleTimeoutSeconds ?? DEFAULT_IDLE_SECONDS) * 1000;
      const lifeMs = (session.runtime.maxLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS) * 1000;
      if (Date.now() - session.startedAt >= lifeMs) {
        void end(session, "lifetime", limits.stopGraceMs);
      } else if (session.open.size === 0 && Date.now() - session.lastUsedAt >= idleMs) {
        const ping = await pingAgent(session.agent.origin, session.runtime.protocol);
        if (ping.ok && ping.busy) session.lastUsedAt = Date.now();
        else if (ping.ok && ping.changedAt !== undefined && ping.changedAt > session.lastUsedAt) {
          session.lastUsedAt = Math.min(ping.changedAt, Date.now());
        }
        // Asked again: a request may have come, or the agent may have died, while the ping was under way.
        const idle = session.open.size === 0 && Date.now() - session.lastUsedAt >= idleMs;
        if (idle && session.state === "ready") void end(session, "idle", limits.stopGraceMs);
      }
    }
    if (!closed) sweeping = setTimeout(sweep, limits.sweepMs).unref();
  }
  let sweeping = setTimeout(sweep, limits.sweepMs).unref();

  return {
    acquire,
    stop: async (runtime, id) => {
      const session = all.get(keyOf(runtime, id));
      if (!session || session.state === "stopped") return "gone";
      if (session.state !== "ready") return "busy";
      await end(session, "StopRuntimeSession", 0);
      return "stopped";
    },
    kill: async (id, storage = false) => {
      const known = [...all.values()].filter((session) => session.id === id);
      const agents = known.flatMap(({ agent }) => (agent?.pid === undefined ? [] : [agent]));
      for (const agent of agents) agent.kill();
      if (storage) {
        await Promise.all(agents.map(({ dead }) => dead));
        await Promise.all(known.map(({ runtime }) => wipeStorage(runtime, id)));
      }
      return agents.length;
    },
    list: () => [...all.values()],
    close: async () => {
      closed = true;
      clearTimeout(sweeping);
      const live = [...all.values()].filter((session) => session.state !== "stopped");
      await Promise.all(live.map((session) => end(session, "shutdown", 0)));
      // A start that had no process yet when it was asked for one last time must not leave one behind.
      await Promise.all(starts);
      await starter.close();
      await Promise.all(leftovers);
    },
  };
}
