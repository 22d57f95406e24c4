import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

const folder = fileURLToPath(new URL("../..", import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** The agent as a process of its own, on a free port; it ends with its test. */
export function boot(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", PORT: "0", ...env },
  });
  children.push(child);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const exit = once(child, "exit").then(([code]) => code as number | null);
  const ready = async () => {
    for (;;) {
      const line = out.split("\n").find((text) => text.includes('"agent ready"'));
      if (line) return `http://127.0.0.1:${JSON.parse(line).port}`;
      const ended = await Promise.race([exit, new Promise<string>((resolve) => setTimeout(resolve, 20, "wait"))]);
      if (ended !== "wait") throw new Error(`the agent ended: ${err}`);
    }
  };
  return { child, exit, ready, out: () => out, err: () => err };
}
