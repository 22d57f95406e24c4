import { z } from "zod";
import { readErrorAnswer } from "../../../lib/agentcore/upstream-error";
import { sentenceOf } from "../../invoke/failure";
import { jsonOf } from "../../json";
import { plainLine } from "../../plain-text";
import { platformError } from "../container-status";
import type { Context } from "../context";
import { type Answer, describeProbe, type Probe } from "../probe";

const messageSchema = z.object({ message: z.string() });

/**
 * Whether AgentCore has let a call through to the agent; what it says instead is told here and nowhere else.
 *
 * @returns the agent's own answer, or null
 */
export function throughAgentCore({ target, sheet }: Context, result: Probe): Answer | null {
  if (target.kind === "direct") return result.kind === "answer" ? result : null;
  if (result.kind === "none") {
    sheet.fail("runtime.access", describeProbe(result));
    return null;
  }
  const isAgents = result.status === 200 || result.status === 424;
  if (isAgents) {
    const error = platformError(result);
    if (error === null || error.code === "AGENT_ERROR" || error.code === "RUN_IN_PROGRESS") {
      sheet.ok("runtime.access", "AgentCore takes the token and has called the agent");
      return result;
    }
  }
  const { code } = readErrorAnswer(result.status, new Headers(plain(result.headers)), result.text);
  const words = wordsOf(result);
  sheet.fail(
    "runtime.access",
    `HTTP ${result.status}, ${code}: ${sentenceOf(code)}${words === null ? "" : ` AgentCore says: ${words}`}`,
  );
  return null;
}

/** AgentCore's own words, which name the claim that does not match: of an event, or of AWS's JSON. */
function wordsOf(answer: Answer): string | null {
  const message = platformError(answer)?.message ?? messageSchema.safeParse(jsonOf(answer.text)).data?.message;
  return message ? plainLine(message) : null;
}

function plain(headers: Answer["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
