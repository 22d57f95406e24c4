import { type Config, describeProblems, readConfig } from "./config.ts";
import { openStorage } from "./interrupts/storage.ts";
import { createLog, type Logger } from "./log.ts";
import { identityOf } from "./models/identity.ts";
import type { Engine } from "./runs/engine.ts";
import { RunRegistry } from "./runs/registry.ts";
import { createApp } from "./server/app.ts";
import { drain, listen } from "./server/listen.ts";

/** The agent as a process: exits 1 with a sentence when it cannot start, 0 after SIGTERM or SIGINT. */
async function main(): Promise<number> {
  const read = readConfig(process.env);
  if (!read.ok) {
    process.stderr.write(describeProblems(read.problems));
    return 1;
  }
  const { config } = read;
  const log = createLog(config.logLevel);
  const ending = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  let isEnding = false;

  let load: () => void = () => {};
  const listened = new Promise<void>((resolve) => {
    load = resolve;
  });
  const engine = listened.then(() => loadEngine(config, log));
  const registry = new RunRegistry();
  const identity = identityOf(config.model);
  const app = createApp({ engine, identity, log, registry, draining: () => isEnding });
  const listening = await listen(app, config.port, config.host).catch((error: NodeJS.ErrnoException) => error);
  if (listening instanceof Error) {
    process.stderr.write(cannotListen(config.port, listening));
    return 1;
  }
  load();
  log.info({ port: listening.port, model: identity }, "agent ready");
  const failure = await Promise.race([
    ending,
    engine.then(
      () => ending,
      (err: unknown) => err,
    ),
  ]);
  if (failure !== undefined) {
    log.fatal({ err: failure }, "the model cannot be loaded");
    return 1;
  }
  isEnding = true;
  await drain(listening.server, registry, config.drainMs, log);
  return 0;
}

/**
 * Loaded after the port is open: Strands and its adapter take most of the start-up, and AgentCore waits for a ping before
 * it sends the request that needs them.
 */
async function loadEngine(config: Config, log: Logger): Promise<Engine> {
  const [{ createEngine }, { loadModel }] = await Promise.all([import("./runs/engine.ts"), import("./models/load.ts")]);
  const { model, sessionStorage, region, demoOauthUrl } = config;
  const storage = sessionStorage ? await openStorage(sessionStorage, log, region) : undefined;
  return createEngine(await loadModel(model), identityOf(model), log, {
    ...(storage && { storage }),
    ...(demoOauthUrl && { tools: { consentUrl: demoOauthUrl } }),
  });
}

function cannotListen(port: number, error: NodeJS.ErrnoException): string {
  if (error.code === "EADDRINUSE")
    return `Port ${port} is taken. End what uses it, or set PORT to another, such as PORT=8081.\n`;
  if (error.code === "EACCES") return `Port ${port} may not be used by this user. Set PORT to one above 1023.\n`;
  return `Cannot listen on port ${port}: ${error.code ?? error.message}\n`;
}

process.exit(await main());
