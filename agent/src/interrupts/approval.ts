import { BeforeToolCallEvent, type Plugin } from "@strands-agents/sdk";
import { asksOf, type ToolError } from "../tools/define.ts";
import { type Answer, asAnswer } from "./answers.ts";
import { APPROVAL } from "./state.ts";

/**
 * Pauses the agent before each call of a tool that is defined with `needsApproval`, until a person has answered.
 *
 * The call that then runs is the one that Strands has kept, arguments and all; an answer carries none.
 *
 * @param canAsk whether somebody can answer this run; if not, the call does not run
 */
export function approvals(canAsk: () => boolean): Plugin {
  return {
    name: "approvals",
    initAgent(agent) {
      agent.addHook(BeforeToolCallEvent, (event) => {
        if (!asksOf(event.tool).approval) return;
        const { name } = event.toolUse;
        const refused = canAsk() ? refusal(name, asAnswer(event.interrupt({ name: APPROVAL }))) : nobodyToAsk(name);
        // A text, for a cancelled call's result can be nothing else; it reads as any other failure of a tool does.
        if (refused) event.cancel = JSON.stringify(refused);
      });
    },
  };
}

/** What the model is told of a call that a person did not want; `undefined` when they did. */
export function refusal(tool: string, answer: Answer): ToolError | undefined {
  switch (answer.kind) {
    case "yes":
      return undefined;
    case "no": {
      const { reason } = answer;
      const why = reason ? ` Their reason: ${reason}` : "";
      const message = `The person declined ${tool}, so it did not run.${why}`;
      return { error: { code: "DECLINED", message, ...(reason && { reason }) } };
    }
    case "cancelled":
      return {
        error: {
          code: "CANCELLED",
          message: `The person closed the question without an answer, so ${tool} did not run.`,
        },
      };
  }
}

export function nobodyToAsk(tool: string): ToolError {
  const message = `${tool} needs a person's answer, and this kind of request has no way to ask for it, so it did not run.`;
  return { error: { code: "NEEDS_APPROVAL", message } };
}
