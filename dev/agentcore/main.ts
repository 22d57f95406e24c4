import { pino } from "pino";
import { startLocalAgentCore } from "./server.ts";
import { REPOSITORY, readSettings } from "./settings.ts";

const log = pino({ name: "agentcore" });

async function main(): Promise<void> {
  const read = readSettings(process.env, REPOSITORY);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { port, issuer, runtimes, limits } = read.settings;
  const core = await startLocalAgentCore({ port, issuer, runtimes, log, limits });
  const arns = runtimes.map(({ arn }) => arn).join(" ");
  log.info({ origin: core.origin, arn: arns, issuer }, "local AgentCore is listening");
  void core.rehearse();
  let closing = false;
  const close = (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    void core.close().then(() => {
      log.info({ signal }, "closed");
      process.exit(0);
    });
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, close);
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    return "Its port is taken, perhaps by an earlier start of this. End that process, or set LOCAL_AGENTCORE_PORT to another port.";
  }
  return error.message;
}

main().catch((error: unknown) => {
  process.stderr.write(`local AgentCore: ${explain(error)}\n`);
  process.exitCode = 1;
});
