import type { ToolContext } from "@strands-agents/sdk";
import { ToolFailure } from "../tools/define.ts";
import { asAnswer } from "./answers.ts";
import { nobodyToAsk, refusal } from "./approval.ts";
import { CONSENT } from "./state.ts";

/** Where a person gives their consent: the address that AgentCore Identity gives out for a three-legged OAuth flow. */
export type ConsentRequest = { url: string; provider?: string };

/**
 * Pauses the tool that calls this until the person has been to `url` and says so. The tool is then run from its beginning,
 * and this returns; it should ask its provider whether there really is a token, for an answer proves nothing.
 *
 * @param canAsk whether somebody can answer this run
 * @throws ToolFailure CANCELLED when they did not want to, NEEDS_APPROVAL when nobody can be asked
 */
export function askConsent(context: ToolContext | undefined, canAsk: boolean, request: ConsentRequest): void {
  const name = context?.toolUse.name ?? "The tool";
  const refused =
    context && canAsk
      ? refusal(name, asAnswer(context.interrupt({ name: CONSENT, reason: request })))
      : nobodyToAsk(name);
  if (refused) throw new ToolFailure(refused.error.code, refused.error.message);
}
