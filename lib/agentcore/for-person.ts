import "server-only";
import type { SignedIn } from "../auth/session";
import { claimsOf, heldClaims } from "../auth/token-claims";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import type { ErrorCode } from "../errors";
import type { Locale } from "../i18n/locale";
import { isAllowed } from "./allow";
import { type Agent, type AgentInfo, allAgents, describeAgent } from "./registry";

type Person = Pick<SignedIn, "id" | "sid">;

/** The agents that a person may use. To them no other exists. */
export async function usableAgents({ id: userId, sid }: Person): Promise<Agent[]> {
  const agents = allAgents();
  // Most sites restrict none: then nobody's tokens are opened for this.
  if (agents.every((agent) => agent.allow === undefined)) return agents;
  const claims = await heldClaims({ db: await database(), config: getConfig(), sid, userId });
  return agents.filter((agent) => isAllowed(agent.allow, claims));
}

/** The same as their pages show them. */
export async function agentsFor(person: Person, locale: Locale): Promise<AgentInfo[]> {
  return (await usableAgents(person)).map((agent) => describeAgent(agent, locale));
}

/**
 * The agent that a person wants to run. An agent that they may not use gets what one gets that does not exist, by the same way
 * and in the same time.
 *
 * Of a restricted agent the claims of the very token decide that goes along. It is renewed here if it has to be, so that a role
 * that Auth0 has taken away meanwhile is gone with it.
 *
 * @returns the agent, or `AGENT_NOT_FOUND`; of an agent that they could use until now, also why there is no token
 */
export async function agentForRun(
  { user, token }: Pick<RequestScope, "user" | "token">,
  id: string,
): Promise<{ ok: true; agent: Agent } | { ok: false; code: ErrorCode }> {
  const agent = (await usableAgents(user)).find((one) => one.id === id);
  if (!agent) return { ok: false, code: "AGENT_NOT_FOUND" };
  if (!agent.allow) return { ok: true, agent };
  const current = await token();
  if (!current.ok) return { ok: false, code: current.reason === "expired" ? "SIGN_IN_EXPIRED" : "AGENT_UNREACHABLE" };
  return isAllowed(agent.allow, claimsOf(current.token)) ? { ok: true, agent } : { ok: false, code: "AGENT_NOT_FOUND" };
}
