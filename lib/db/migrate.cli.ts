import nextEnv from "@next/env";
import { ESCAPE_PASSWORD, hasBarePassword } from "./address";
import { describeMigrationFailure } from "./migration-failure";
import { migratePostgres } from "./postgres";

nextEnv.loadEnvConfig(process.cwd());
// As for the site, an empty variable counts as unset.
const [direct, pooled] = [process.env.DATABASE_DIRECT_URL, process.env.DATABASE_URL].map((value) => value?.trim());
const url = direct || pooled;
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
  const name = direct ? "DATABASE_DIRECT_URL" : "DATABASE_URL";
  // The error may name as its host what is a piece of the password.
  const why = hasBarePassword(url)
    ? `nothing was reached by ${name}: ${ESCAPE_PASSWORD}`
    : describeMigrationFailure(error);
  process.stderr.write(`The migration failed: ${why}\n`);
  process.exit(1);
}
