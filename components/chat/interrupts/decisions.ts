import type { Message } from "@copilotkit/react-core/v2";
import type { DecisionView, ThreadView } from "@/lib/api/contract";
import { isDrawn } from "../messages/answers";

/** What was answered to the agent, by the message below which it is drawn: the last before it that shows anything. */
export function decisionsByHost(
  messages: readonly Message[],
  decisions: ThreadView["decisions"],
): Map<string, DecisionView[]> {
  const hosts = new Map<string, DecisionView[]>();
  for (const [index, { id }] of messages.entries()) {
    // A message may be called like something that every object has.
    const made = decisions && Object.hasOwn(decisions, id) ? decisions[id] : undefined;
    const host = made && messages.slice(0, index + 1).findLast((one) => one.role === "user" || isDrawn(one));
    if (made && host) hosts.set(host.id, [...(hosts.get(host.id) ?? []), ...made]);
  }
  return hosts;
}
