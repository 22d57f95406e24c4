import { spawn } from "node:child_process";
import { expect, test } from "@playwright/test";

/** Boots the production build with exactly this environment and gives what it said when it ended. */
function boot(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "start", "-p", "3199"], {
      env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

test("production does not start without its settings, and lists every one that is missing", async () => {
  const { code, output } = await boot({});
  expect(code).toBe(1);
  for (const name of [
    "NEXTAUTH_URL",
    "NEXTAUTH_SECRET",
    "AUTH0_ISSUER",
    "AUTH0_AUDIENCE",
    "TOKEN_KEYS",
    "SESSION_ID_KEY",
    "DATABASE_URL",
  ]) {
    expect(output).toContain(`${name} is not set`);
  }
  expect(output).toContain("openssl rand -base64 32");
});

test("production never takes the local defaults for a setting that is half there", async () => {
  const { code, output } = await boot({
    NEXTAUTH_URL: "http://chat.example.com",
    AUTH0_ISSUER: "http://localhost:4010/",
  });
  expect(code).toBe(1);
  expect(output).toContain("NEXTAUTH_URL must be an address that starts with https://");
  expect(output).toContain("AUTH0_CLIENT_ID is not set");
});
