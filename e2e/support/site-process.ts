import { appendFileSync } from "node:fs";
import { planStack } from "../../dev/start/environment";
import { partsOf } from "../../dev/start/parts";
import { type Ending, type Environment, type ProcessGroup, spawnGroup } from "../../dev/start/process-group";
import type { Reaper } from "../../dev/start/reaper";
import { productionDefaults, REPOSITORY } from "../../dev/start/stack";
import { waitUntilAnswers } from "../../dev/start/wait";
import { ORIGINS, PORTS, STACK_LOG } from "./addresses";
import { AGENT_BUNDLE } from "./agent-bundle";

/** One process of the site (`next start`, unless it is given another command) that a test can end as it likes and start again on the same port, with the same environment. */
export type SiteProcess = {
  name: string;
  /** Where this very process answers, whatever the site's public address is. */
  url: string;
  /** Undefined before its first start. */
  pid: () => number | undefined;
  /** Starts it and waits until it answers. @throws with its last lines when it does not */
  start: () => Promise<void>;
  /** kill -9: from one instruction to the next it is not there any more. Resolves when its port is free. */
  kill: () => Promise<void>;
  /** SIGTERM, as a host says it before it ends a process; SIGKILL after `graceMs`. */
  terminate: (graceMs: number) => Promise<{ ending: Ending; ms: number }>;
};

const READY_MS = 120_000;
const TAIL_LINES = 20;

/** What every process of the tests is given: nothing is inherited. */
export function baseEnvironment(): Environment {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    SITE_ORIGINS: ORIGINS.join(","),
    LOG_LEVEL: "debug",
    // Long enough for an agent to start on a busy machine, short enough to wait for in a test.
    AGENT_SILENCE_MS: "10000",
    // What is noticed by the heartbeat (a session that ended elsewhere) is noticed in a second; all else stays as it is.
    RUN_HEARTBEAT_MS: "1000",
    // One person does here in a minute what a company does in an hour. Tests of limits set their own.
    LIMIT_RUNS_PER_MINUTE: "100000",
    LIMIT_RUNS_AT_ONCE: "1000",
    LIMIT_REQUESTS_PER_MINUTE: "1000000",
    LIMIT_SIGN_INS_PER_MINUTE: "100000",
    NEXT_TELEMETRY_DISABLED: "1",
    LOCAL_AGENTCORE_AGENT_FILE: AGENT_BUNDLE,
  };
}

/**
 * A process of the site against the local cloud of this test run; it does not run yet.
 *
 * @param options.origin the public address that its guards and cookies go by
 * @param options.dataDir secrets, and the embedded database if `env` names no other
 * @param options.cwd a folder with another build than the repository's
 * @param options.command how that one is started
 */
export function siteProcess(options: {
  name: string;
  port: number;
  origin: string;
  dataDir: string;
  env?: Environment;
  cwd?: string;
  command?: readonly string[];
  reaper: Reaper;
}): SiteProcess {
  const { name, port, reaper } = options;
  const env = { ...baseEnvironment(), NEXTAUTH_URL: options.origin, DATA_DIR: options.dataDir, ...options.env };
  const planned = planStack(env, { ...PORTS, site: port });
  if (!planned.ok) throw new Error(planned.problems.join("\n"));
  const part = partsOf(planned.plan, "production", REPOSITORY, productionDefaults(env)).find(
    (one) => one.name === "site",
  );
  if (!part) throw new Error("the plan has no site");
  const { ready } = part;
  const command = options.command ?? part.command;
  const partEnv = part.env;
  let group: ProcessGroup | undefined;

  async function start(): Promise<void> {
    const tail: string[] = [];
    const onLine = (line: string) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      appendFileSync(STACK_LOG, `${name} | ${line}\n`);
    };
    const started = spawnGroup({ command, cwd: options.cwd ?? REPOSITORY, env: partEnv, reaper, onLine });
    group = started;
    const gone = new AbortController();
    void started.exited.then(() => gone.abort(`${name} ended by itself`));
    const waited = await waitUntilAnswers(ready, { timeoutMs: READY_MS, signal: gone.signal });
    if (!waited.ok) throw new Error(`${waited.reason}\n${tail.join("\n")}`);
  }

  function running(): ProcessGroup {
    if (!group) throw new Error(`${name} was never started`);
    return group;
  }

  return {
    name,
    url: `http://localhost:${port}`,
    pid: () => group?.pid,
    start,
    kill: async () => {
      group?.signal("SIGKILL");
      await group?.exited;
    },
    terminate: async (graceMs) => {
      const asked = Date.now();
      const ending = await running().stop(graceMs);
      return { ending, ms: Date.now() - asked };
    },
  };
}
