import { InitializedEvent, type LocalAgent, type Plugin } from "@strands-agents/sdk";
import { type InterruptState, stateSchema } from "./state.ts";

/**
 * Carries calls that wait for an answer out of one Strands agent and into another, which may be in another process: its
 * adapter keeps what is pending in memory alone, and fails with ADAPTER_BUG on anything but an answer.
 */
export class Pause implements Plugin {
  readonly name = "pause";
  /** What the agent begins with: the answers are in it, and it goes on with the calls instead of asking the model. */
  restore: InterruptState | undefined;
  #agent: LocalAgent | undefined;

  initAgent(agent: LocalAgent): void {
    this.#agent = agent;
    agent.addHook(InitializedEvent, () => {
      if (!this.restore) return;
      const snapshot = agent.takeSnapshot({ include: ["interrupts"] });
      // Not activated: an agent that is takes its answers as input only, and these are here already.
      const interrupts = { ...this.restore, activated: false };
      agent.loadSnapshot({ ...snapshot, data: { interrupts } });
    });
  }

  /** What the agent waits for; `undefined` when for nothing. */
  get pending(): InterruptState | undefined {
    const parsed = stateSchema.safeParse(this.#agent?.takeSnapshot({ include: ["interrupts"] }).data.interrupts);
    return parsed.success && parsed.data.activated ? parsed.data : undefined;
  }
}
