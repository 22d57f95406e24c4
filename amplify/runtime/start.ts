/**
 * What Lambda starts. OpenNext's handler makes Next's server as it is loaded, and that boots the site at once: so the secrets
 * have to be in the environment before it is loaded, not before the first request.
 */
import { getSecret } from "@aws-amplify/hosting/runtime";
import { loadSecrets } from "./secrets.ts";

// A name that the bundler cannot follow: the file comes to lie beside this one's bundle.
const site = "./index.mjs";
await loadSecrets(getSecret);

export const { handler } = (await import(site)) as { handler: unknown };
