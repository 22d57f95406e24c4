import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { readEnvironment } from "../environment";
import { CliError, EXIT, type Io, UsageError } from "../io";
import { parseOptions, secondsOption } from "../options";
import { resolveTarget } from "../target";
import { tokenSource } from "../token";
import { renderReport } from "./render";
import { createSheet, type Report } from "./report";
import { runChecks } from "./run-checks";
import { startAgent } from "./started-agent";

/** `check`: is this agent fit for AgentCore? */
export async function check(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(
    args,
    {
      protocol: { type: "string" },
      input: { type: "string" },
      command: { type: "string" },
      stop: { type: "string" },
      dockerfile: { type: "string" },
      prompt: { type: "string" },
      timeout: { type: "string" },
      token: { type: "string" },
      json: { type: "boolean", default: false },
    },
    1,
  );
  const { command } = values;
  const [agent] = positionals;
  if (agent === undefined && command === undefined)
    throw new UsageError("Which agent? Give a URL, an ARN or the id of an agent, or --command to start one.");
  if (command?.trim() === "") throw new UsageError("--command is empty.");
  const timeoutMs = secondsOption("--timeout", values.timeout, 60);
  const env = readEnvironment(io.env);
  const dockerfile = values.dockerfile === undefined ? null : await readDockerfile(resolve(io.cwd, values.dockerfile));
  const named = agent === undefined ? null : resolveTarget(agent, values, env);
  if (named?.kind === "platform" && command !== undefined)
    throw new UsageError("--command starts an agent on this machine; an ARN has none.");
  const sheet = createSheet();
  const started =
    command === undefined
      ? null
      : await startAgent({
          command,
          cwd: io.cwd,
          env: io.env,
          port: named ? portOf(named.invokeUrl) : undefined,
          pingPath: named?.pingUrl ? new URL(named.pingUrl).pathname : "/ping",
          signal: io.signal,
          sheet,
        });
  try {
    const target = named ?? { ...resolveTarget(started?.origin ?? "", values, env), label: command ?? "" };
    const token = await tokenSource(target, values.token, env, io)();
    if (!token.ok) throw new CliError("SIGN_IN_EXPIRED", "The sign-in has expired. Sign in again.", EXIT.unreachable);
    const limits = { timeoutMs };
    const report = await runChecks({
      target,
      prompt: values.prompt,
      token: token.token,
      dockerfile,
      limits,
      signal: io.signal,
      started,
      sheet,
    });
    io.out(values.json ? `${JSON.stringify(report)}\n` : renderReport(report));
    return EXITS[report.verdict];
  } finally {
    await started?.kill();
  }
}

const EXITS: Record<Report["verdict"], number> = { fit: EXIT.ok, unfit: EXIT.failed, unreachable: EXIT.unreachable };

async function readDockerfile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new UsageError(`${path} cannot be read.`);
  }
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port || (protocol === "https:" ? 443 : 80));
}
