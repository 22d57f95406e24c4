import type { Logger } from "../log.ts";
import type { RunRegistry } from "../runs/registry.ts";
import type { Command } from "./body.ts";

export type CommandAnswer =
  | { command: "stop"; stopped: boolean }
  | { command: "warm"; ready: true }
  | { command: "feedback"; recorded: true };

/**
 * Carries out a command. `stop` ends the run of a thread, its model call with it; AgentCore hides a caller's disconnect
 * from the container, so this is how a Stop button gets here. `warm` does nothing more than having been received: the
 * process is up by then. `feedback` becomes a line of the log, next to the run it is about.
 */
export function runCommand(command: Command, registry: RunRegistry, log: Logger): CommandAnswer {
  switch (command.command) {
    case "stop":
      return { command: "stop", stopped: registry.stop(command.threadId, command.runId) };
    case "warm":
      return { command: "warm", ready: true };
    case "feedback": {
      const { command: _, ...feedback } = command;
      log.info({ feedback }, "feedback");
      return { command: "feedback", recorded: true };
    }
  }
}
