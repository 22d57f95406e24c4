import "server-only";
import { getConfig } from "../config";
import type { Locale } from "../i18n/locale";
import { invocationsUrl } from "../local-defaults";
import { type AgentEntry, regionOfArn } from "./agent-entry";

/** An agent as the site calls it: its entry and the two addresses that follow from it. */
export type Agent = AgentEntry & { invokeUrl: string; stopSessionUrl: string };

/** What the browser may know of an agent. */
export type AgentInfo = {
  id: string;
  name: string;
  description: string | null;
  icon: string | null;
  prompts: string[];
  readOnlyTools: string[];
  /** Its microVM can be started before the message comes. */
  warm: boolean;
};

/** Fills in the addresses of an entry. */
export function resolveAgent(entry: AgentEntry): Agent {
  const invokeUrl = entry.url ?? runtimeUrl(entry);
  const stop = new URL(invokeUrl);
  stop.pathname = stop.pathname.replace(/\/invocations\/?$/, "/stopruntimesession");
  return { ...entry, invokeUrl, stopSessionUrl: stop.href };
}

function runtimeUrl(entry: AgentEntry): string {
  const arn = entry.arn ?? "";
  const region = entry.region ?? regionOfArn(arn);
  return invocationsUrl(`https://bedrock-agentcore.${region}.amazonaws.com`, arn, entry.qualifier);
}

/** Every agent of this site. */
export function allAgents(): Agent[] {
  return getConfig().agents.map(resolveAgent);
}

/** The agent of that id, or null. */
export function findAgent(id: string): Agent | null {
  return allAgents().find((agent) => agent.id === id) ?? null;
}

/** What people see of an agent, in their language. */
export function describeAgent(agent: Agent, locale: Locale): AgentInfo {
  const text = (value: AgentEntry["name"]) => (typeof value === "string" ? value : value[locale]);
  return {
    id: agent.id,
    name: text(agent.name),
    description: agent.description === undefined ? null : text(agent.description),
    icon: agent.icon ?? null,
    prompts: agent.prompts?.[locale] ?? [],
    readOnlyTools: agent.readOnlyTools,
    warm: agent.warm,
  };
}
