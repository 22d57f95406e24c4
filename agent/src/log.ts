import type { Logger as AdapterLogger } from "@ag-ui/aws-strands";
import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger };

/**
 * The agent's log: one JSON object a line on standard output, which AgentCore carries to CloudWatch.
 *
 * Headers are never logged as a whole, and these paths are removed all the same: a token in a log outlives its session.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: ["authorization", "headers", "*.authorization", "*.headers"], remove: true },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * The adapter's log calls (`console`-shaped) as lines of ours. Its `console` default would break the JSON.
 *
 * @param isOver whether nobody waits for the run any more. What the adapter then reports as an error is the stop itself.
 */
export function adapterLog(log: Logger, isOver: () => boolean): AdapterLogger {
  const write =
    (level: "debug" | "warn" | "error") =>
    (message: string, ...rest: unknown[]): void => {
      const err = rest.find((value) => value instanceof Error);
      log[isOver() ? "debug" : level](err ? { err } : {}, message);
    };
  return { debug: write("debug"), warn: write("warn"), error: write("error") };
}
