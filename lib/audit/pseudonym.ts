import { createHmac } from "node:crypto";

/**
 * What the trail calls a person whose account was erased: their events stay together, and nobody can tell whose they are but
 * who has the key and already knows the id.
 *
 * @param key the one that is never rotated (`SESSION_ID_KEY`): the same person has to come out the same later
 */
export function pseudonymOf(userId: string, key: Uint8Array): string {
  const digest = createHmac("sha256", key)
    .update(JSON.stringify(["erased", userId]))
    .digest("hex");
  return `erased:${digest.slice(0, 32)}`;
}
