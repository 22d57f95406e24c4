import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReaper } from "../../dev/start/reaper";
import { startStack } from "../../dev/start/stack";
import {
  AGENTS_PORT,
  AGENTS_SITE,
  ARTIFACTS,
  CONSENT_PAGE,
  POLL_PORT,
  POLL_SITE,
  PORTS,
  RECORDER_PORT,
  SITE,
  STACK_LOG,
} from "./addresses";
import { bundleAgent } from "./agent-bundle";
import { startControl } from "./control";
import { LANE } from "./lanes";
import { startRecorder } from "./recorder";
import { SEED, SOAK } from "./seed";
import { severalAgents } from "./several-agents";
import { baseEnvironment, siteProcess } from "./site-process";

/**
 * The whole system on ports and data of its own, the site as a production build, three times: one that streams, one that is
 * asked, and one with several agents. Ended after the last test. A soak has processes of its own and needs the local cloud alone.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  process.stdout.write(`The random choices of this run come from SOAK_SEED=${SEED}\n`);
  rmSync(ARTIFACTS, { recursive: true, force: true });
  mkdirSync(ARTIFACTS, { recursive: true });
  // Both lanes use one, which is made before them (run.ts).
  if (LANE === null) await bundleAgent();
  const dataDir = mkdtempSync(join(tmpdir(), "agentcore-chat-e2e-"));
  const pollDir = mkdtempSync(join(tmpdir(), "agentcore-chat-e2e-poll-"));
  const agentsDir = mkdtempSync(join(tmpdir(), "agentcore-chat-e2e-agents-"));
  const result = await startStack({
    env: { ...baseEnvironment(), NEXTAUTH_URL: SITE, DEMO_OAUTH_URL: CONSENT_PAGE },
    ports: PORTS,
    dataDir,
    site: SOAK ? "none" : "production",
    log: (part, line) => appendFileSync(STACK_LOG, `${part} | ${line}\n`),
  });
  if (!result.ok) throw new Error(result.reason);
  const { stack } = result;
  const endCloud = async () => {
    await stack.stop();
    for (const folder of [dataDir, pollDir, agentsDir]) rmSync(folder, { recursive: true, force: true });
  };
  if (SOAK) return endCloud;

  const reaper = createReaper();
  const polled = siteProcess({
    name: "poll site",
    port: POLL_PORT,
    origin: POLL_SITE,
    dataDir: pollDir,
    env: { STREAM_MODE: "poll" },
    reaper,
  });
  const several = siteProcess({
    name: "agents site",
    port: AGENTS_PORT,
    origin: AGENTS_SITE,
    dataDir: agentsDir,
    env: { AGENTS: severalAgents() },
    reaper,
  });
  await Promise.all([polled.start(), several.start()]);
  const stopRecorder = await startRecorder(RECORDER_PORT, PORTS.site);
  const stopControl = await startControl({
    sse: () => stack.restart("site", { signal: "SIGKILL" }),
    poll: async () => {
      await polled.kill();
      await polled.start();
    },
  });
  return async () => {
    await stopControl();
    await stopRecorder();
    await Promise.all([polled.terminate(8_000), several.terminate(8_000)]);
    reaper.close();
    await endCloud();
  };
}
