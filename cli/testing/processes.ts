import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The real command line in a process of its own, as `npm run agentcore --` starts it. */
export function spawnCli(args: readonly string[], env: Record<string, string>, input?: string) {
  const [, options = ""] = /^exec node (.*)$/.exec(manifest.scripts.agentcore) ?? [];
  const child = spawn(process.execPath, [...options.split(" "), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", ...env },
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk.toString()));
  child.stdin.end(input);
  const done = once(child, "close").then(([code]) => ({ code: code as number | null, ...said }));
  return { child, said, done };
}

/** This repository's agent as a process, on a free port, its demo model in no hurry to be slow. */
export async function spawnAgent(env: Record<string, string> = {}): Promise<{ url: string; end: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: fileURLToPath(new URL("../../agent", import.meta.url)),
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", PORT: "0", DRAIN_MS: "100", DEMO_PACE: "0.2", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`the agent ended: ${out}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const line = out.split("\n").find((text) => text.includes('"agent ready"'));
      if (line) resolve((JSON.parse(line) as { port: number }).port);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    end: async () => {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}
