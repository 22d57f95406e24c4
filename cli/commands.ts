import { check } from "./check/command";
import { doctor } from "./doctor/command";
import { HELP } from "./help";
import { invoke } from "./invoke/command";
import { CliError, EXIT, type Io, UsageError } from "./io";
import { login } from "./login/command";

const COMMANDS: Record<string, (args: readonly string[], io: Io) => Promise<number>> = {
  check,
  doctor,
  invoke,
  login,
  logout: (args, io) => login(["--forget", ...args], io),
};

/**
 * Runs one command of `npm run agentcore --`.
 *
 * @param args the command's name and what follows it
 * @returns the exit code (see `EXIT`); never throws for what a person did or what an agent or a tenant answered
 */
export async function runCommand(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const topic = rest[0] !== undefined && Object.hasOwn(HELP, rest[0]) ? rest[0] : "agentcore";
    (name === undefined ? io.err : io.out)(HELP[topic] ?? "");
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    io.err(`agentcore: there is no command "${name}". It can be ${Object.keys(COMMANDS).join(", ")}; see --help.\n`);
    return EXIT.usage;
  }
  const upTo = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  if (upTo.includes("--help") || upTo.includes("-h")) {
    io.out(HELP[name] ?? "");
    return EXIT.ok;
  }
  try {
    return await command(rest, io);
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted;
    return explain(fileProblem(error) ?? error, name, upTo.includes("--json"), io);
  }
}

/** A full disk, or a folder that may not be written, is nothing that a stack trace helps with. Null for any other error. */
function fileProblem(error: unknown): CliError | null {
  if (!(error instanceof Error) || !("path" in error) || !("code" in error) || !("syscall" in error)) return null;
  return new CliError("PRIVATE_FILE", `${String(error.path)} cannot be used (${String(error.code)}).`);
}

function explain(error: unknown, name: string, json: boolean, io: Io): number {
  if (!(error instanceof UsageError) && !(error instanceof CliError)) throw error;
  const { message } = error;
  const isUsage = error instanceof UsageError;
  // Whoever reads JSON reads it from stdout, whatever happened.
  if (json) io.out(`${JSON.stringify({ error: { code: isUsage ? "USAGE" : error.code, message } })}\n`);
  io.err(`agentcore: ${message}\n`);
  if (isUsage) io.err(`See: npm run -s agentcore -- ${name} --help\n`);
  return isUsage ? EXIT.usage : error.exit;
}
