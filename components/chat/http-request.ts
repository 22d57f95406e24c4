import { HttpAgent } from "@ag-ui/client";
import type { AbstractAgent } from "@copilotkit/react-core/v2";

/**
 * Ends the request that an agent reads, if it still does. To detach from a run is not enough: AG-UI then no longer
 * listens, but the connection stays open to the run's end, and a browser has six of them for a site.
 */
export async function letGo(agent: AbstractAgent): Promise<void> {
  const detached = agent.detachActiveRun();
  if (agent instanceof HttpAgent) {
    agent.abortController.abort();
    agent.abortController = new AbortController();
  }
  await detached;
}

/**
 * Loads a conversation into its agent. Not by CopilotKit's `connectAgent`: that empties the agent first when it has not
 * loaded the thread before, and a conversation that was begun here would be gone from the page for a moment.
 *
 * Resolves when the stream is over; how it ended is told to the agent's subscribers.
 */
export async function connect(agent: AbstractAgent): Promise<void> {
  await letGo(agent);
  await agent.connectAgent().catch(() => undefined);
}
