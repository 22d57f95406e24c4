import { isThisMachine } from "./address";
import { parseKey } from "./keys";

/**
 * Keys that stand in this repository (compose.yaml, docs/hosting/container.md) for trying the site on one's own machine.
 * Whoever has read it could read the tokens of a site that has them.
 */
const PUBLISHED = {
  NEXTAUTH_SECRET: "local-only-and-no-secret-of-anything",
  TOKEN_KEYS: "6c6f63616c2d6f6e6c792d746f6b656e2d6b65792d6e6f2d7365637265742121",
  SESSION_ID_KEY: "6c6f63616c2d6f6e6c792d73657373696f6e2d6b65792d6e6f2d736563726574",
} as const;

const bytesOf = (text: string) => Buffer.from(parseKey(text) ?? Buffer.from(text.trim())).toString("hex");
const KNOWN = new Set(Object.values(PUBLISHED).map(bytesOf));

/**
 * The variables that have a published key although people reach the site from other machines.
 *
 * @param set the environment, without what is empty
 */
export function publishedKeys(set: Readonly<Record<string, string | undefined>>): string[] {
  const address = set.NEXTAUTH_URL ?? "";
  if (!URL.canParse(address) || isThisMachine(address)) return [];
  return Object.keys(PUBLISHED).filter((name) =>
    (set[name] ?? "").split(name === "TOKEN_KEYS" ? "," : "\n").some((key) => KNOWN.has(bytesOf(key))),
  );
}
