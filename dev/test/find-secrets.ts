/** Characters that tokens are made of: base64url. */
const RUN = /[\w-]+/g;
/** Long enough that two secrets do not begin alike, short enough for the shortest. */
const PREFIX = 20;

/**
 * Says which of many secrets occur in a long text, in one pass over it: looking for each one by itself takes minutes for
 * hundreds of tokens in hundreds of megabytes.
 *
 * A secret is found wherever it stands, also within a longer word: it is made of word characters, so it lies within one run
 * of them, and every place of every run that is long enough is looked at.
 *
 * @param secrets base64url, at least 20 characters each
 * @throws when a secret could be missed: it is shorter, or has other characters
 * @returns those that occur, in the order given
 */
export function findSecrets(text: string, secrets: readonly string[]): string[] {
  const byPrefix = new Map<string, string[]>();
  for (const secret of new Set(secrets)) {
    if (!/^[\w-]{20,}$/.test(secret))
      throw new Error(`cannot look for "${secret.slice(0, 4)}…" (${secret.length} characters)`);
    const prefix = secret.slice(0, PREFIX);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), secret]);
  }
  const found = new Set<string>();
  for (const { 0: run } of text.matchAll(RUN)) {
    for (let at = 0; at + PREFIX <= run.length; at++) {
      for (const secret of byPrefix.get(run.slice(at, at + PREFIX)) ?? [])
        if (run.startsWith(secret, at)) found.add(secret);
    }
  }
  return secrets.filter((secret) => found.has(secret));
}
