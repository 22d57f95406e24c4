/** pino's levels, and `silent`. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export function isLogLevel(value: unknown): value is (typeof LOG_LEVELS)[number] {
  return LOG_LEVELS.some((level) => level === value);
}
