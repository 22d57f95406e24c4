import type { ChatAgent } from "./agent";

/** An agent as pages know it. */
export const agentNamed = (id: string, rest: Partial<ChatAgent> = {}): ChatAgent => ({
  id,
  name: id,
  description: null,
  icon: null,
  prompts: [],
  readOnlyTools: [],
  warm: false,
  ...rest,
});
