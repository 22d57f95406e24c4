/** What the host says of itself; the site knows by it where it runs. */
const OF_THE_HOST = ["AWS_APP_ID", "AWS_BRANCH"];
/** For the build alone. */
const OF_THE_BUILD = new Set(["PRODUCTION_BRANCH"]);

/** The variables of the site: those of the first part of `.env.example`. */
export function siteVariables(example: string): string[] {
  const [, part = ""] = /^# --- The site -+\n(.*?)^# --- /ms.exec(example) ?? [];
  return [...part.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].flatMap(([, name]) => (name ? [name] : []));
}

/**
 * The content of an `.env` file from which Next reads exactly the values that are set here.
 *
 * @param example the content of `.env.example`
 * @returns also the names that are in it
 * @throws for a value that such a file cannot hold: with all three quotes, a line break, or a backslash at its end
 */
export function envFileFor(env: NodeJS.ProcessEnv, example: string): { names: string[]; text: string } {
  const names = [...new Set([...siteVariables(example), ...OF_THE_HOST])].filter(
    (name) => !OF_THE_BUILD.has(name) && (env[name] ?? "") !== "",
  );
  return { names, text: names.map((name) => `${name}=${quoted(name, env[name] ?? "")}\n`).join("") };
}

/** A value in quotes that it has not; a `$` would be taken for another variable's. */
function quoted(name: string, value: string): string {
  const quote = ["'", '"', "`"].find((one) => !value.includes(one));
  if (!quote || /[\r\n]|\\$/.test(value))
    throw new Error(
      `${name} cannot be written into an .env file: it has a line break, all of ' " and \`, or a \\ at its end`,
    );
  // Only in double quotes a backslash has a meaning of its own.
  if (quote === '"' && value.includes("\\"))
    throw new Error(`${name} cannot be written into an .env file: it has both ' and \\`);
  return `${quote}${value.replaceAll("$", "\\$")}${quote}`;
}
