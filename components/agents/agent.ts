import type { AgentInfo } from "@/lib/agentcore/registry";

/** An agent as pages know it. */
export type ChatAgent = AgentInfo;

/** What stands for an agent that the site no longer has, or that this person may no longer use: which of the two, nobody is told. */
export function formerAgent(id: string, name: string): ChatAgent {
  return { id, name, description: null, icon: null, prompts: [], readOnlyTools: [], warm: false };
}
