import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeJwt } from "jose";
import { z } from "zod";
import { takeLock } from "../../lib/db/embedded-lock";
import type { Tenant } from "../environment";
import { configFolder } from "../folders";
import { CliError, type Io } from "../io";
import { plainLine } from "../plain-text";
import { privateFolder, readPrivateFile, writePrivateFile } from "../private-files";

const credentialsSchema = z.object({
  version: z.literal(1),
  issuer: z.string(),
  audience: z.string(),
  clientId: z.string(),
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1).nullable(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
  user: z.object({ sub: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
});

export type Credentials = z.infer<typeof credentialsSchema>;

export const tokenAnswerSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().optional(),
  expires_in: z.number().positive(),
});

/** Longer than a renewal may take: three requests of ten seconds. */
const LOCK_WAIT_MS = 35_000;
const LOCK_POLL_MS = 50;

export const warnOn = (io: Io) => (sentence: string) => io.err(`agentcore: ${sentence}\n`);

/** One file for each tenant, API and application: a sign-in to one says nothing about another. */
export function credentialsPath(tenant: Tenant, io: Io): string {
  const name = createHash("sha256")
    .update(JSON.stringify([tenant.issuer, tenant.audience, tenant.clientId]))
    .digest("hex")
    .slice(0, 16);
  return join(configFolder(io.env), `sign-in-${name}.json`);
}

/** The sign-in that is kept, null without one; a file that cannot be read as one counts as none. */
export async function readCredentials(tenant: Tenant, io: Io): Promise<Credentials | null> {
  const text = await readPrivateFile(credentialsPath(tenant, io), warnOn(io));
  if (text === null) return null;
  try {
    const found = credentialsSchema.parse(JSON.parse(text));
    return found.issuer === tenant.issuer && found.audience === tenant.audience ? found : null;
  } catch {
    return null;
  }
}

export async function keepCredentials(tenant: Tenant, credentials: Credentials, io: Io): Promise<void> {
  await writePrivateFile(credentialsPath(tenant, io), `${JSON.stringify(credentials)}\n`, warnOn(io));
}

export async function forgetCredentials(tenant: Tenant, io: Io): Promise<void> {
  await rm(credentialsPath(tenant, io), { force: true });
}

/**
 * What a token endpoint has given, as it is kept. The ID token came straight from the tenant over TLS, so its signature need not
 * be checked (OpenID Connect Core §3.1.3.7); it says only whose name to show.
 *
 * @param asked when the request was sent: the token lives from before the answer came
 * @param before the sign-in that was renewed, for what the answer leaves out
 */
export function credentialsFrom(
  tenant: Tenant,
  answer: z.infer<typeof tokenAnswerSchema>,
  asked: number,
  before?: Credentials,
): Credentials {
  return {
    version: 1,
    ...tenant,
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? before?.refreshToken ?? null,
    expiresAt: asked + answer.expires_in * 1000,
    user: before?.user ?? userOf(answer.id_token),
  };
}

function userOf(idToken: string | undefined): Credentials["user"] {
  const claims = idToken === undefined ? {} : decodeJwt<{ name?: unknown; email?: unknown }>(idToken);
  const text = (value: unknown) => (typeof value === "string" ? plainLine(value) : null);
  return { sub: text(claims.sub) ?? "", name: text(claims.name), email: text(claims.email) };
}

/**
 * Does something while no other process changes this sign-in. A refresh token may be used once: of two that used the same one, the
 * tenant would end both.
 *
 * @throws CliError `SIGN_IN_LOCKED` when another process does not let go
 */
export async function withLock<T>(tenant: Tenant, io: Io, work: () => Promise<T>): Promise<T> {
  const path = credentialsPath(tenant, io);
  await privateFolder(configFolder(io.env), warnOn(io));
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const lock = takeLock(`${path}.lock`);
    if (lock.ok) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (Date.now() >= deadline) {
      const holder = lock.holder ? `process ${lock.holder.pid}` : "another process";
      throw new CliError(
        "SIGN_IN_LOCKED",
        `The sign-in is being changed by ${holder}. End it, or remove ${path}.lock.`,
      );
    }
    await sleep(LOCK_POLL_MS, undefined, { signal: io.signal });
  }
}
