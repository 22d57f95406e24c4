import { startStack } from "../start/stack.ts";
import { forwardFromOutside } from "./forward.ts";

/** The local Auth0 and AgentCore as one container (compose.yaml): ends with 1 when one of them does, with 0 when it is asked to. */
const abort = new AbortController();
const asked = new Promise<null>((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      abort.abort(signal);
      resolve(null);
    });
});

const result = await startStack({
  env: process.env,
  site: "none",
  log: (_part, line) => process.stdout.write(`${line}\n`),
  signal: abort.signal,
});
if (!result.ok) {
  process.stderr.write(`${result.reason}\n`);
  process.exit(abort.signal.aborted ? 0 : result.code);
}
const { stack } = result;
// The browser goes to Auth0 only; AgentCore is for the site, which shares this container's network.
const close = await forwardFromOutside(stack.plan.ports.auth0);
const died = await Promise.race([stack.died, asked]);
if (died) process.stderr.write(`${died.reason}\n`);
await close();
await stack.stop();
process.exit(died ? 1 : 0);
