import type { IncomingMessage, ServerResponse } from "node:http";
import type { Agent } from "./agent-process.ts";
import { cut, isOpen, pause, write } from "./client.ts";
import type { FaultRule } from "./faults/rules.ts";
import { faultedBody, type Step } from "./faults/stream.ts";

/** Reading must never destroy the agent's stream: an agent does not learn that its reader left. */
const chunksOf = (upstream: IncomingMessage): AsyncIterable<Buffer> => upstream.iterator({ destroyOnReturn: false });

/**
 * Passes an agent's answer on, byte by byte or through the given faults, and reads it to its end whether or not the
 * caller still listens: the service does not pass a caller's disconnect on to the container, where the run goes on.
 *
 * @returns whether the agent's answer came to its own end
 */
export async function pump(
  upstream: IncomingMessage,
  client: ServerResponse,
  faults: { rules: readonly FaultRule[]; has: (rule: FaultRule) => boolean; sse: boolean; agent: Agent },
): Promise<boolean> {
  try {
    const steps = faultedBody(faults.rules, chunksOf(upstream), faults.sse);
    if (steps) await follow(steps, client, faults, upstream);
    else for await (const chunk of chunksOf(upstream)) await write(client, chunk);
    for await (const _rest of chunksOf(upstream));
    if (isOpen(client)) client.end();
    return true;
  } catch {
    // The agent or its process ended in the middle: the caller's stream breaks off too, it does not end.
    if (isOpen(client)) cut(client);
    return false;
  }
}

const HOLD_MS = 100;
const KEEP_ALIVE = Buffer.from(": held\n\n");

async function follow(
  steps: AsyncIterable<Step>,
  client: ServerResponse,
  { agent, has }: { agent: Agent; has: (rule: FaultRule) => boolean },
  upstream: IncomingMessage,
) {
  for await (const step of steps) {
    if (!isOpen(client)) return;
    switch (step.kind) {
      case "wait":
        await pause(client, step.ms);
        break;
      case "hold":
        while (isOpen(client) && has(step.rule)) {
          await write(client, KEEP_ALIVE);
          await pause(client, HOLD_MS);
        }
        break;
      case "cut":
        cut(client);
        return;
      case "end":
        client.end();
        return;
      case "killAgent":
        if (agent.pid === undefined) upstream.destroy(new Error("killed by the fault switch"));
        agent.kill();
        // What the process had sent before it died is lost with it, as on the service.
        if (step.clean) client.end();
        else cut(client);
        return;
      default:
        await write(client, step.data);
    }
  }
}
