/** What to do about an address of which nobody can tell where its password ends. */
export const ESCAPE_PASSWORD = "percent-encode the password (@ → %40, / → %2F, ? → %3F, # → %23)";

/**
 * Whether the password of a database's address may end somewhere else than whoever wrote it meant: with an `@` or a `/` as it is,
 * a piece of it reads as the host, which errors name. Nothing of such an address is to be printed.
 *
 * @see RFC 3986 §3.2: the authority ends at the first `/`, `?` or `#`, and its user information has no `@`
 */
export function hasBarePassword(address: string): boolean {
  const rest = address.slice(address.indexOf("://") + 3);
  const end = rest.search(/[/?#]/);
  const lastAt = rest.lastIndexOf("@");
  return rest.indexOf("@") !== lastAt || (end >= 0 && lastAt > end);
}
