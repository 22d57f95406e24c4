import "server-only";
import { usableAgents } from "../agentcore/for-person";
import { type Agent, describeAgent, findAgent } from "../agentcore/registry";
import type { SignedIn } from "../auth/session";
import type { Locale } from "../i18n/locale";

const nameOf = (agent: Agent | null | undefined, agentId: string, locale: Locale): string =>
  agent ? describeAgent(agent, locale).name : agentId;

/** What people know an agent by, whoever may use it; one that the site no longer has keeps its id. */
export function agentName(agentId: string, locale: Locale): string {
  return nameOf(findAgent(agentId), agentId, locale);
}

/** The same for one person: an agent that they may not use is to them one that the site does not have. */
export async function agentNamesFor(
  person: Pick<SignedIn, "id" | "sid">,
  locale: Locale,
): Promise<(agentId: string) => string> {
  const agents = await usableAgents(person);
  return (agentId) =>
    nameOf(
      agents.find(({ id }) => id === agentId),
      agentId,
      locale,
    );
}
