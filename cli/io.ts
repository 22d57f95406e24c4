/** What every command ends with; documented in `--help` and docs/cli.md. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130, terminated: 143 } as const;

/** The world as a command sees it, so that tests can run one without a process of its own. */
export type Io = {
  /** What was asked for: another program may read it. */
  out: (text: string) => void;
  /** What is said about it: for the person. */
  err: (text: string) => void;
  stdin: AsyncIterable<Uint8Array | string> & { isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  /** Where the person stands; paths that they give start here. */
  cwd: string;
  /** Aborted by Ctrl-C and SIGTERM, and when nobody reads the output any more. */
  signal: AbortSignal;
};

/** The command was not understood: its message goes to stderr with a pointer to the help, and the exit code is 2. */
export class UsageError extends Error {}

/** Something went wrong that has a sentence for the person; the exit code is 1 unless another is named. */
export class CliError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly exit: number = EXIT.failed,
  ) {
    super(message);
  }
}
