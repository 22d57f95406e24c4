import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { z } from "zod";

/** What the site keeps of a sign-in. The id token is not among it: after sign-in nothing needs it. */
const tokenSetSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  /** Auth0's own session id (`sid` of the id token): the `logout_hint` of sign-out. */
  idpSid: z.string().nullable(),
  /** How long the access token was to live when it came, in seconds. Rows of an earlier release do not say. */
  lifeSeconds: z.number().optional(),
});

export type TokenSet = z.infer<typeof tokenSetSchema>;

/** An opened token set. `older`: it was not sealed with the newest key. */
export type Opened = { tokens: TokenSet; older: boolean };

/**
 * Encrypts a token set for the database: JWE, direct AES-256-GCM (RFC 7516), bound to its row through the protected
 * header, so that a row's tokens copied into another row do not open. The header says when, too: see `sealedAgoMs`.
 *
 * @param keys 32-byte keys, newest first; the first encrypts
 */
export async function sealTokens(tokens: TokenSet, sid: string, keys: readonly Uint8Array[]): Promise<string> {
  const [key] = keys;
  if (!key) throw new Error("no vault key");
  return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(tokens)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", sid, iat: Math.floor(Date.now() / 1000) })
    .encrypt(key);
}

/**
 * Opens a sealed token set with whichever key it was sealed with.
 *
 * @returns the tokens, or null when no key opens it or it belongs to another row
 */
export async function openTokens(sealed: string, sid: string, keys: readonly Uint8Array[]): Promise<Opened | null> {
  for (const [index, key] of keys.entries()) {
    try {
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      if (protectedHeader.sid !== sid) return null;
      return { tokens: tokenSetSchema.parse(JSON.parse(new TextDecoder().decode(plaintext))), older: index > 0 };
    } catch {
      // Sealed with an older key, or not ours: the next key decides.
    }
  }
  return null;
}

/** How long ago a token set says that it was sealed; null when it does not. No key is needed, and nothing vouches for it. */
export function sealedAgoMs(sealed: string): number | null {
  try {
    const { iat } = decodeProtectedHeader(sealed);
    return typeof iat === "number" ? Date.now() - iat * 1000 : null;
  } catch {
    return null;
  }
}
