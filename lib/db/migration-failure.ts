/**
 * Why a migration failed, for who runs it. Drizzle's own message is the statement; what Postgres says of it is the cause. Its
 * `detail`, which may have values of a row in it, is left out.
 */
export function describeMigrationFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
  const statement = error.message.replace(/\nparams:[\s\S]*$/, "");
  return `${cause.message}${code}\n${statement}`;
}
