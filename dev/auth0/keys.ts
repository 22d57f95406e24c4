import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import { z } from "zod";
import { writePrivateFile } from "./private-file";

const file = z.object({
  signing: z.record(z.unknown()).and(z.object({ kty: z.literal("RSA"), kid: z.string(), d: z.string() })),
  cookies: z.array(z.string().min(32)).min(1),
});

export interface TenantKeys {
  /** The RS256 private key; its public half is what `/.well-known/jwks.json` shows. */
  readonly signing: JWK & { kid: string };
  /** Keys that sign the cookies, newest first. */
  readonly cookies: string[];
}

async function generate(): Promise<TenantKeys> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  return {
    signing: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "RS256", use: "sig" },
    cookies: [randomBytes(32).toString("base64url")],
  };
}

/**
 * Reads the tenant's keys, or makes them on the first start. They have to outlive a restart: every access token out
 * there is verified against them.
 *
 * @param directory an existing folder
 * @throws when the file is there but is not what this function wrote: new keys in its place would silently make every
 *   earlier token invalid
 */
export async function loadKeys(directory: string): Promise<TenantKeys> {
  const path = join(directory, "keys.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const keys = await generate();
    await writePrivateFile(path, JSON.stringify(keys));
    return keys;
  }
  try {
    return file.parse(JSON.parse(text)) as TenantKeys;
  } catch (cause) {
    throw new Error(`${path} is damaged. Delete it to get new keys (everyone will have to sign in again).`, { cause });
  }
}
