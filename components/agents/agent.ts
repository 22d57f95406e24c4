/** An agent as pages know it; `AgentInfo` of lib/agentcore. */
export type ChatAgent = {
  id: string;
  name: string;
  description: string | null;
  icon: string | null;
  prompts: string[];
  readOnlyTools: string[];
  /** Its microVM can be started before the message comes. */
  warm: boolean;
};

/** What stands for an agent that the site no longer has, or that this person may no longer use: which of the two, nobody is told. */
export function formerAgent(id: string, name: string): ChatAgent {
  return { id, name, description: null, icon: null, prompts: [], readOnlyTools: [], warm: false };
}
