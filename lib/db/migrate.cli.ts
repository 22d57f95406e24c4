import nextEnv from "@next/env";
import { ESCAPE_PASSWORD, hasBarePassword } from "./address";
import { migratePostgres } from "./postgres";

nextEnv.loadEnvConfig(process.cwd());
const url = process.env.DATABASE_DIRECT_URL ?? process.env.DATABASE_URL;
if (!url) {
  process.stderr.write(
    "DATABASE_URL is not set. The embedded database migrates itself at boot; set DATABASE_URL (or DATABASE_DIRECT_URL) to migrate Postgres.\n",
  );
  process.exit(1);
}
try {
  const applied = await migratePostgres(url);
  const did = applied === 0 ? "Nothing to do" : applied === 1 ? "1 migration applied" : `${applied} migrations applied`;
  process.stdout.write(`${did}: the database is up to date.\n`);
} catch (error) {
  const name = process.env.DATABASE_DIRECT_URL === undefined ? "DATABASE_URL" : "DATABASE_DIRECT_URL";
  // The error may name as its host what is a piece of the password.
  const why = hasBarePassword(url)
    ? `nothing was reached by ${name}: ${ESCAPE_PASSWORD}`
    : error instanceof Error
      ? error.message
      : String(error);
  process.stderr.write(`The migration failed: ${why}\n`);
  process.exit(1);
}
