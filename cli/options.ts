import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { UsageError } from "./io";

/**
 * Reads a command's arguments.
 *
 * @throws UsageError in the words of node:util, which name the option
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T, positionals = 0) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: positionals > 0, strict: true });
    if (parsed.positionals.length > positionals) {
      throw new UsageError(`"${parsed.positionals[positionals]}" is one argument too many; quote a text with spaces.`);
    }
    return parsed;
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

/** A number of seconds as a person writes it, in milliseconds. */
export function secondsOption(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback * 1000;
  const seconds = Number(value);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 3600) {
    throw new UsageError(`${name} is "${value}"; it has to be a number of seconds, at most 3600.`);
  }
  return seconds * 1000;
}
