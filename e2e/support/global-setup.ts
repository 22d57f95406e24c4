import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack } from "../../dev/start/stack";
import { ARTIFACTS, PORTS, RECORDER_PORT, SITE, STACK_LOG } from "./addresses";
import { startRecorder } from "./recorder";

/** The whole system on ports and data of its own, the site as a production build; ended after the last test. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  rmSync(ARTIFACTS, { recursive: true, force: true });
  mkdirSync(ARTIFACTS, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), "agentcore-chat-e2e-"));
  const result = await startStack({
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NEXTAUTH_URL: SITE,
      LOG_LEVEL: "debug",
      // Long enough for an agent to start on a busy machine, short enough to wait for in a test.
      AGENT_SILENCE_MS: "10000",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    ports: PORTS,
    dataDir,
    site: "production",
    log: (part, line) => appendFileSync(STACK_LOG, `${part} | ${line}\n`),
  });
  if (!result.ok) throw new Error(result.reason);
  const stopRecorder = await startRecorder(RECORDER_PORT, PORTS.site);
  return async () => {
    await stopRecorder();
    await result.stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
