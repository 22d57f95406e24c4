import { defineHosting, type HostingProps, type HostingResult, secret } from "@aws-amplify/hosting";
import { readSite } from "./adapter.ts";
import { LONGEST_SECONDS, plainEnvironment, SECRETS } from "./environment.ts";
import { fitToAnswers } from "./fit.ts";

/** Lambda gives processor time by memory: 1,769 MB is one whole core. */
const MEMORY_MB = 1769;

/**
 * The site on CloudFront and Lambda.
 *
 * @param env where the deployment runs; see environment.ts for what of it is used
 * @returns the stack, fit for answers of several minutes
 * @throws when a variable is missing, or the site has not been built
 */
export function defineSite(env: NodeJS.ProcessEnv): HostingResult {
  const hosting = defineHosting({
    framework: "nextjs",
    customAdapter: readSite,
    compute: { memorySize: MEMORY_MB, timeout: LONGEST_SECONDS },
    environment: {
      ...plainEnvironment(env),
      ...Object.fromEntries(SECRETS.map((name) => [name, secret(name)])),
    },
    ...domainOf(env),
    // A tab that is open over a deployment keeps the scripts that it was loaded with.
    skewProtection: { enabled: true },
    // Addresses of shared conversations would stand in it. Who did what is in the site's own audit trail.
    logging: { enabled: false },
  });
  fitToAnswers(hosting.stack);
  return hosting;
}

/** The name in NEXTAUTH_URL, when its zone is in Route 53 of the same account; without one, CloudFront's own name. */
function domainOf(env: NodeJS.ProcessEnv): Pick<HostingProps, "domain"> {
  const hostedZone = env.HOSTED_ZONE?.trim();
  if (!hostedZone) return {};
  return { domain: { domainName: new URL(env.NEXTAUTH_URL ?? "").hostname, hostedZone } };
}
