import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../io";

/** A person's home of its own, and what commands said in it. */
export async function createFakeIo(env: Record<string, string> = {}) {
  const home = await mkdtemp(join(tmpdir(), "agentcore-cli-"));
  const said = { out: "", err: "" };
  const ending = new AbortController();
  const waiting: (() => void)[] = [];
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const io: Io = {
    out: (text) => {
      said.out += text;
      wake();
    },
    err: (text) => {
      said.err += text;
      wake();
    },
    stdin: (async function* () {})(),
    env: { HOME: home, ...env },
    cwd: home,
    signal: ending.signal,
  };
  return {
    io,
    home,
    said,
    interrupt: () => ending.abort(new Error("SIGINT")),
    /** What was said since the last time. */
    take: () => {
      const taken = { ...said };
      said.out = "";
      said.err = "";
      return taken;
    },
    /** Waits until something has been said. */
    until: async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const found = pattern.exec(said.out + said.err);
        if (found) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    withStdin: (text: string): Io => ({
      ...io,
      stdin: (async function* () {
        yield Buffer.from(text);
      })(),
    }),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

export type FakeIo = Awaited<ReturnType<typeof createFakeIo>>;
