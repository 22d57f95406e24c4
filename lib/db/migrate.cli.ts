import nextEnv from "@next/env";
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
  await migratePostgres(url);
  process.stdout.write("The database is up to date.\n");
} catch (error) {
  process.stderr.write(`The migration failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
