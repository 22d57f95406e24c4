import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listenOnLoopback } from "../loopback";
import { aiko, refresh, signInForTokens, siteOrigin, temporaryDirectory } from "./testing/flows";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const running: ChildProcessByStdio<null, Readable, Readable>[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
  await directory.remove();
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ["--import", "tsx", main], {
    env: { ...process.env, DATA_DIR: directory.path, SITE_ORIGINS: siteOrigin, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    output.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.err += chunk;
  });
  return { child, output, exit: once(child, "close").then(([code]) => code as number | null) };
}

async function untilListening({ child, output }: ReturnType<typeof start>): Promise<string> {
  for (;;) {
    const issuer = /"issuer":"([^"]+)"/.exec(output.out)?.[1];
    if (issuer) return issuer;
    if (child.exitCode !== null) throw new Error(output.err);
    await once(child.stdout, "data");
  }
}

const asServer = (issuer: string) => ({
  issuer,
  origin: issuer.slice(0, -1),
  port: Number(new URL(issuer).port),
  close: async () => {},
});

it("logs only lines of JSON without any token, ends on SIGTERM, and even a kill loses no token it has issued", async () => {
  const first = start({ LOCAL_AUTH0_PORT: "0" });
  const auth0 = asServer(await untilListening(first));
  const tokens = await signInForTokens(auth0, aiko);
  await refresh(auth0, "unknown-refresh-token");
  first.child.kill("SIGKILL");
  await first.exit;

  const second = start({ LOCAL_AUTH0_PORT: String(auth0.port) });
  await untilListening(second);
  expect((await refresh(auth0, tokens.refresh_token)).status).toBe(200);
  second.child.kill("SIGTERM");
  expect(await second.exit).toBe(0);

  for (const { output } of [first, second]) {
    expect(output.err).toBe("");
    const lines = output.out.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).name)).toEqual(lines.map(() => "auth0"));
    for (const secret of [tokens.access_token, tokens.refresh_token, tokens.id_token, "unknown-refresh-token"]) {
      expect(output.out).not.toContain(secret);
    }
  }
});

it("names a taken port and what to do", async () => {
  const taken = await listenOnLoopback(0, (_request, response) => response.end());
  const { output, exit } = start({ LOCAL_AUTH0_PORT: String(taken.port) });
  expect(await exit).toBe(1);
  expect(output.err).toContain(`Port ${taken.port} is taken`);
  expect(output.err).toContain("LOCAL_AUTH0_PORT");
  await taken.close();
});

it("explains a setting it cannot use", async () => {
  const port = start({ LOCAL_AUTH0_PORT: "http" });
  const origin = start({ LOCAL_AUTH0_PORT: "0", SITE_ORIGINS: "localhost:3000" });
  expect([await port.exit, await origin.exit]).toEqual([1, 1]);
  expect(port.output.err).toContain('LOCAL_AUTH0_PORT is "http"');
  expect(origin.output.err).toContain('"localhost:3000" is not an address');
});

it("listens on loopback only, and at both of its addresses", async () => {
  const listening = await listenOnLoopback(0, (_request, response) => response.end("here"));
  try {
    for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
      expect(await (await fetch(`http://${host}:${listening.port}`)).text()).toBe("here");
    }
    // Another address of this machine still has the port free.
    const other = createServer();
    other.listen(listening.port, "127.0.0.2");
    await once(other, "listening");
    other.close();
  } finally {
    await listening.close();
  }
});

it("does not settle for half a port", async () => {
  const v6 = createServer();
  v6.listen(0, "::1");
  await once(v6, "listening");
  const address = v6.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(listenOnLoopback(port, () => {})).rejects.toMatchObject({ code: "EADDRINUSE" });
  const again = createServer();
  again.listen(port, "127.0.0.1");
  await once(again, "listening");
  again.close();
  v6.close();
});
