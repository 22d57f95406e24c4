import { SECRETS } from "../environment.ts";

/**
 * Puts the secrets into the environment, where the site expects them, before anything of it runs.
 *
 * @param fetchSecret reads one from Secrets Manager
 * @param env the function's environment; a variable that is set already is kept
 * @throws naming every secret that cannot be read; the function does not start then, and its log says why
 */
export async function loadSecrets(
  fetchSecret: (name: string) => Promise<string>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const wanted = SECRETS.filter((name) => !env[name]);
  const results = await Promise.allSettled(wanted.map((name) => fetchSecret(name)));
  const failed: string[] = [];
  results.forEach((result, index) => {
    const name = wanted[index] ?? "";
    if (result.status === "fulfilled") env[name] = result.value;
    else failed.push(`${name} (${result.reason instanceof Error ? result.reason.message : String(result.reason)})`);
  });
  if (failed.length > 0) throw new Error(`Secrets that cannot be read: ${failed.join("; ")}`);
}
