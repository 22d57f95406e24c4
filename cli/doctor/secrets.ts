import type { Env } from "./environment";

const WHOLE = ["NEXTAUTH_SECRET", "AUTH0_CLIENT_SECRET", "SESSION_ID_KEY", "AGENTCORE_TOKEN"];
const ADDRESSES = ["DATABASE_URL", "DATABASE_DIRECT_URL"];
/** Shorter than this, a text is found in innocent words. */
const LEAST = 6;

/**
 * Takes every secret of the environment out of a text. The checks do not put one in; what a server answers, or an error of a
 * library repeats, is nobody's promise.
 *
 * @param more tokens that are not in the environment
 */
export function withoutSecrets(text: string, env: Env, more: readonly string[] = []): string {
  const secrets = [
    ...WHOLE.flatMap((name) => env[name] ?? []),
    ...(env.TOKEN_KEYS ?? "").split(",").map((key) => key.trim()),
    ...ADDRESSES.flatMap((name) => passwordsOf(env[name])),
    ...more,
  ].filter((secret) => secret.length >= LEAST);
  // The longer first: one may be a part of another.
  return secrets.sort((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, "•••"), text);
}

function passwordsOf(address: string | undefined): string[] {
  if (address === undefined || !URL.canParse(address)) return [];
  const { username, password, pathname } = new URL(address);
  // Where it is no secret: Postgres on a laptop.
  if (password === username || `/${password}` === pathname) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
