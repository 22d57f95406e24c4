import nextEnv from "@next/env";
import { runCommand } from "./commands";
import { EXIT, type Io } from "./io";

/** A terminal sends Ctrl-C to everybody in it, and npm hands it on to us once more: within this time it is one. */
const ONE_CTRL_C_MS = 700;

const complain = (text: string) => process.stderr.write(text);

// The same files in the same order as the site reads them, so that both know the same agents.
const [, , command, ...rest] = process.argv;
const isDevelopment = !(
  command === "doctor" &&
  (rest.includes("--production") || process.env.NODE_ENV === "production")
);
nextEnv.loadEnvConfig(process.cwd(), isDevelopment, { info: () => {}, error: (text: string) => complain(`${text}\n`) });

const ending = new AbortController();
let ended: number | undefined;
let askedAt = 0;
for (const [signal, code] of [
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
] as const) {
  process.on(signal, () => {
    if (ended !== undefined && Date.now() - askedAt < ONE_CTRL_C_MS) return;
    // Asked for again: the person does not want to wait until the agent has been told.
    if (ended !== undefined) process.exit(code);
    ended = code;
    askedAt = Date.now();
    ending.abort(new Error(signal));
  });
}
// Whoever read us has enough (`| head`): no reason to complain, but what runs at the agent is to be ended.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  ended ??= EXIT.ok;
  ending.abort(error);
});
process.stderr.on("error", () => {});

const io: Io = {
  out: (text) => {
    if (!process.stdout.destroyed) process.stdout.write(text);
  },
  err: complain,
  stdin: process.stdin,
  env: process.env,
  // npm runs us at the repository; a path that a person gives starts where they are.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  signal: ending.signal,
};

const code = await runCommand(process.argv.slice(2), io);
process.exitCode = ended ?? code;
// A pipe that nobody closes, or a connection that is kept, must not hold up whoever waits for the exit code.
if (process.stdout.writableLength === 0) process.exit();
process.stdout.once("drain", () => process.exit());
