import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { reservePort } from "../../dev/agentcore/free-port";
import { describeEnding, type ProcessGroup, spawnGroup } from "../../dev/start/process-group";
import { createReaper } from "../../dev/start/reaper.ts";
import { CliError, EXIT } from "../io";
import { plainLine } from "../plain-text";
import { ping } from "./checks/ping";
import type { Sheet } from "./report";

/** AgentCore gives up a session whose container is not healthy by then. */
const START_LIMIT_MS = 60_000;
/** Nobody likes to wait longer for a conversation's first word. */
const SLOW_START_MS = 10_000;
const SHUTDOWN_MS = 10_000;
const POLL_MS = 50;
const LAST_WORDS = 8;
const CONTAINER_PORT = 8080;

export type StartedAgent = {
  origin: string;
  /** It listens where PORT told it to. */
  honoursPort: boolean;
  /** SIGTERM, and how it took it. */
  end: (sheet: Sheet) => Promise<void>;
  /** Ends it at once, when nobody wants to know any more. */
  kill: () => Promise<void>;
};

type StartOptions = {
  command: string;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Undefined: any that is free. */
  port: number | undefined;
  pingPath: string;
  signal: AbortSignal;
  sheet: Sheet;
  /** From SIGTERM to SIGKILL; 10 s when not given. */
  shutdownMs?: number;
};

/**
 * Starts the agent as the person would, in a process group of its own, and waits until its /ping is healthy.
 *
 * @throws CliError `AGENT_UNREACHABLE` with its last words when it ends or never answers
 */
export async function startAgent(options: StartOptions): Promise<StartedAgent> {
  const { command, port, signal, sheet, shutdownMs = SHUTDOWN_MS } = options;
  const reservation = port === undefined ? await reservePort() : { port, release: () => {} };
  const mayUse8080 = await isFree(CONTAINER_PORT);
  const reaper = createReaper();
  const lastWords: string[] = [];
  const started = performance.now();
  const isOneProgram = !/[;&|<>()`\n]/.test(command.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, ""));
  const group = spawnGroup({
    // `exec env`: the signal reaches the agent itself and not a shell before it; a command of several parts needs the shell.
    command: ["sh", "-c", isOneProgram ? `exec env ${command}` : command],
    cwd: options.cwd,
    // The token is ours to call it with, not the agent's to act with.
    env: { ...options.env, AGENTCORE_TOKEN: undefined, PORT: String(reservation.port) },
    reaper,
    onLine: (line) => {
      // A terminal is to show them, and not to do what they say.
      lastWords.push(plainLine(line));
      if (lastWords.length > LAST_WORDS) lastWords.shift();
    },
  });
  const kill = async () => {
    await group.stop(0);
    reservation.release();
    reaper.close();
  };
  const ports = [reservation.port, ...(mayUse8080 && reservation.port !== CONTAINER_PORT ? [CONTAINER_PORT] : [])];
  try {
    const found = await untilHealthy(group, ports, options.pingPath, signal, lastWords);
    const took = performance.now() - started;
    const seconds = `${(took / 1000).toFixed(1)} s to the first healthy /ping`;
    if (took > SLOW_START_MS) sheet.warn("start", seconds);
    else sheet.ok("start", seconds);
    return {
      origin: `http://127.0.0.1:${found}`,
      honoursPort: found === reservation.port,
      kill,
      end: async (sheetAtEnd) => {
        // The shell before it dies of the signal, however long the agent behind it takes.
        if (!isOneProgram)
          sheetAtEnd.unseen("shutdown", "--command is more than one program; give only the agent's own");
        await checkShutdown(group, sheetAtEnd, shutdownMs);
        reservation.release();
        reaper.close();
      },
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function untilHealthy(
  group: ProcessGroup,
  ports: readonly number[],
  pingPath: string,
  signal: AbortSignal,
  lastWords: readonly string[],
): Promise<number> {
  let ended: string | undefined;
  void group.leaderExited.then((ending) => {
    ended = describeEnding(ending);
  });
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    for (const port of ports) {
      const result = await ping(`http://127.0.0.1:${port}${pingPath}`, START_LIMIT_MS, signal);
      // A status other than 200 is told by the checks of /ping: the agent is up.
      if (ended === undefined && result.kind === "answer") return port;
    }
    if (ended !== undefined) throw unreachable(`it ended while it started (${ended})`, lastWords);
    await sleep(POLL_MS, undefined, { signal });
  }
  throw unreachable(`nothing answered on port ${ports.join(" or ")} within ${START_LIMIT_MS / 1000} s`, lastWords);
}

function unreachable(why: string, lastWords: readonly string[]): CliError {
  const words = lastWords.length > 0 ? `\n${lastWords.map((line) => `  ${line}`).join("\n")}` : "";
  return new CliError("AGENT_UNREACHABLE", `The agent could not be started: ${why}.${words}`, EXIT.unreachable);
}

async function checkShutdown(group: ProcessGroup, sheet: Sheet, graceMs: number): Promise<void> {
  const asked = performance.now();
  const gone = group.stop(graceMs);
  await group.leaderExited;
  const took = performance.now() - asked;
  await gone;
  if (took < graceMs) sheet.ok("shutdown", `ended ${Math.round(took)} ms after SIGTERM`);
  else sheet.fail("shutdown", `still there ${graceMs / 1000} s after SIGTERM`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "0.0.0.0", () => server.close(() => resolve(true)));
  });
}
