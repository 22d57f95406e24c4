import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Client } from "pg";
import { ESCAPE_PASSWORD, hasBarePassword } from "../../../lib/db/address";
import { lockHolder } from "../../../lib/db/embedded-lock";
import { plainLine } from "../../plain-text";
import type { CheckId } from "../catalogue";
import { type Context, unset } from "../context";
import { isProduction } from "../environment";
import { checkConnections, checkDatabaseClock, checkDirect, checkMigrated, checkVersion } from "./postgres";
import { checkRights } from "./rights";

const POSTGRES: readonly CheckId[] = ["tls", "version", "migrated", "direct", "rights", "clock", "connections"].map(
  (name) => `database.${name}` as CheckId,
);

export async function checkDatabase(context: Context): Promise<void> {
  const { env, settings, findings } = context;
  const { DATABASE_URL: url, DATABASE_DIRECT_URL: direct } = settings;
  if (url !== undefined) return await checkPostgres(context, url, direct ?? url);
  const isEmbedded = !env.DATABASE_URL?.trim() && (!isProduction(env) || settings.ALLOW_EMBEDDED_DB === "1");
  if (isEmbedded) return await checkEmbedded(context, resolve(settings.DATA_DIR ?? ".data"));
  findings.skip("database.reach", unset("DATABASE_URL"));
}

async function checkPostgres(context: Context, url: string, direct: string): Promise<void> {
  const { findings } = context;
  const skip = (why: string) => {
    for (const id of POSTGRES) findings.skip(id, why);
  };
  const addresses = direct === url ? { DATABASE_URL: url } : { DATABASE_URL: url, DATABASE_DIRECT_URL: direct };
  for (const [name, address] of Object.entries(addresses)) {
    const wrong = unreadable(name, address);
    if (wrong) findings.fail("database.reach", ...wrong, name);
  }
  if (findings.failed("database.reach")) return skip("its address comes first");
  const site = await connect(context, url, "DATABASE_URL");
  if (!site) return skip("the database does not let the site in");
  const own = direct === url ? site : await connect(context, direct, "DATABASE_DIRECT_URL");
  try {
    findings.ok("database.reach", direct === url ? hostOf(url) : `${hostOf(url)}, for migrations ${hostOf(direct)}`);
    if (!own) return skip("the direct connection does not come about");
    checkTls(context, site, url);
    await guarded(context, "database.version", () => checkVersion(context, own));
    await guarded(context, "database.migrated", () => checkMigrated(context, own));
    await guarded(context, "database.direct", async () => {
      const second = await connect(context, direct, "DATABASE_URL");
      if (!second) return findings.skip("database.direct", "there is no second connection to compare with");
      try {
        await checkDirect(context, { site, own, second, hasDirect: direct !== url, host: hostOf(direct) });
      } finally {
        await second.end();
      }
    });
    await guarded(context, "database.rights", () => checkRights(context, own, site));
    await guarded(context, "database.clock", () => checkDatabaseClock(context, own));
    await guarded(context, "database.connections", () => checkConnections(context, own));
  } finally {
    await site.end();
    if (own && own !== site) await own.end();
  }
}

/** What is wrong with an address as a text, and what to do; of the text itself nothing, since any of it may be the password. */
function unreadable(name: string, address: string): [string, string] | null {
  if (hasBarePassword(address))
    return [
      "nobody can tell where its password ends: it has an @, / or the like as it is",
      `In ${name}, ${ESCAPE_PASSWORD}.`,
    ];
  if (URL.canParse(withHost(address))) return null;
  return ["is no address", `Write ${name} as postgres://user:password@host:5432/database, and ${ESCAPE_PASSWORD}.`];
}

/** A query that fails is told as what it was to find out, and the others go on. */
async function guarded({ findings }: Context, id: CheckId, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    findings.skip(id, `the database says: ${plainLine(error instanceof Error ? error.message : String(error))}`);
  }
}

async function connect({ findings, timeoutMs }: Context, url: string, name: string): Promise<Client | null> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: "agentcore-chat doctor",
  });
  // A connection that breaks while nobody asks would end this process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    findings.fail("database.reach", ...refusal(error, url, name), name);
    return null;
  }
}

/** What a connection that did not come about says, and what to do about it. */
function refusal(error: unknown, url: string, name: string): [string, string] {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words = plainLine(error instanceof Error ? error.message || code : String(error));
  const host = hostOf(url);
  if (code === "28P01" || code === "28000")
    return [
      `${host} refuses the sign-in: ${words}`,
      `Put the right user and password (escaped as in a URL) into ${name}.`,
    ];
  if (code === "3D000") return [`${host}: ${words}`, `Create the database, or set the name at the end of ${name}.`];
  if (code === "53300") return [`${host}: ${words}`, "Raise its connection limit, or put a pooler in front of it."];
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return [
      `${host} has no address (${code})`,
      `Correct the host in ${name}; a private one is known within its network only.`,
    ];
  if (/ssl|certificate|self.signed/i.test(words))
    return [`${host}: ${words}`, `Add sslmode=require (or the right certificate) to ${name}, as the provider says.`];
  return [
    `nothing lets us in at ${host} (${code || words})`,
    "Start it, open its firewall or security group to this machine, and check host and port.",
  ];
}

function checkTls({ findings }: Context, client: Client, url: string) {
  const { hostname } = new URL(withHost(url));
  const { stream } = (client as unknown as { connection: { stream: { encrypted?: boolean } } }).connection;
  if (stream.encrypted === true) return findings.ok("database.tls", "encrypted");
  const isHere = ["localhost", "127.0.0.1", "[::1]", ""].includes(hostname);
  if (isHere) return findings.ok("database.tls", "it is on this machine");
  findings.warn(
    "database.tls",
    `the connection to ${hostname} is not encrypted`,
    "Add ?sslmode=require to DATABASE_URL and DATABASE_DIRECT_URL, unless the network between them is yours alone.",
  );
}

async function checkEmbedded({ findings }: Context, folder: string): Promise<void> {
  findings.ok("database.reach", "the embedded database, which migrates itself at the boot");
  try {
    await access(await nearest(folder), constants.W_OK | constants.X_OK);
  } catch {
    return findings.fail(
      "database.folder",
      `${folder} cannot be written`,
      "Mount a lasting volume there that belongs to the site's user, or set DATA_DIR.",
    );
  }
  const lock = join(folder, "db.lock");
  const holder = lockHolder(lock);
  if (holder && !holder.here)
    return findings.fail(
      "database.folder",
      `process ${holder.pid} on ${holder.host}, another machine or container, has ${folder}`,
      `End it, or give this one another DATA_DIR. If it is gone for good, delete ${lock}; for several instances use Postgres.`,
    );
  findings.ok("database.folder", holder ? `${folder}, in use by process ${holder.pid} (the site runs)` : folder);
}

/** The folder, or the first one above it that there is: the site makes the others. */
async function nearest(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isMissing || dirname(folder) === folder) throw error;
    return await nearest(dirname(folder));
  }
}

function hostOf(url: string): string {
  const { hostname, port, pathname } = new URL(withHost(url));
  return `${hostname || "localhost"}:${port || "5432"}${pathname}`;
}

/** A socket's address may have a user and no host, which is no URL. */
const withHost = (address: string) => address.replace("@/", "@localhost/");
