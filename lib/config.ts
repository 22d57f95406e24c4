import "server-only";
import { formatProblems, loadConfig } from "./config/load";
import { loadLocalSecrets } from "./config/local-secrets";
import type { Config } from "./config/settings";

// On globalThis because Next bundles instrumentation and routes apart: a module variable would exist twice.
const CONFIG = Symbol.for("agentcore-chat.config");
type Holder = { [CONFIG]?: Config };

/**
 * The site's settings, parsed from the environment at the first call and kept.
 *
 * @throws when the environment is not fit to run with; the message lists every problem. `instrumentation.ts` calls this
 *   at boot and ends the process, so no request meets it.
 */
export function getConfig(): Config {
  const holder = globalThis as Holder;
  const known = holder[CONFIG];
  if (known) return known;
  const result = loadConfig(process.env, loadLocalSecrets);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  holder[CONFIG] = result.config;
  // next-auth reads it by itself; without it, it goes by what a request calls this host.
  process.env.NEXTAUTH_URL ||= result.config.siteUrl;
  return result.config;
}
