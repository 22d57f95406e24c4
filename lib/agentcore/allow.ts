import type { AgentEntry } from "./agent-entry";

/** What an access token says of its person. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Whether somebody with these claims may use an agent: everybody, or whoever has one of the values in the claim.
 *
 * The claim's name is taken as it is, without looking for a path in it: Auth0 wants custom claims to be named by an address
 * (`https://example.com/roles`), dots and slashes and all. What is neither a text nor a list of texts lets nobody in.
 */
export function isAllowed(allow: AgentEntry["allow"], claims: Claims): boolean {
  if (!allow) return true;
  const value = Object.hasOwn(claims, allow.claim) ? claims[allow.claim] : undefined;
  return valuesOf(allow.claim, value).some((one) => allow.anyOf.includes(one));
}

function valuesOf(claim: string, value: unknown): string[] {
  // RFC 6749 §3.3 has scopes in one text with spaces between; in any other text a space is part of the value.
  if (typeof value === "string") return claim === "scope" ? value.split(" ").filter(Boolean) : [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
