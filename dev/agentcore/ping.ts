import { z } from "zod";
import type { Protocol } from "./options.ts";

const bodySchema = z.object({ status: z.string(), time_of_last_update: z.number().optional() });
const PING_TIMEOUT_MS = 2_000;

export type Ping =
  | { ok: true; busy: boolean; changedAt: number | undefined }
  /**
   * `reason` is for the log and for the message of a start that failed. `wrong`: something answered, and what it said is
   * not what an agent says while it starts.
   */
  | { ok: false; answered: boolean; wrong: boolean; reason: string };

/**
 * Asks an agent how it is.
 *
 * The contract's statuses are `Healthy` and `HealthyBusy`, in this case. HTTP agents that answer in lower case are known
 * to work on the service (the `addPing` of @ag-ui/aws-strands does it), so these are accepted; AGUI agents are not.
 * `changedAt` is `time_of_last_update` in milliseconds: idle time counts from it, so an agent that sends "now" never idles out.
 */
export async function pingAgent(origin: string, protocol: Protocol): Promise<Ping> {
  try {
    const response = await fetch(`${origin}/ping`, { signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
    if (response.status !== 200) {
      await response.body?.cancel();
      const wrong = response.status < 500;
      return { ok: false, answered: true, wrong, reason: `/ping answered ${response.status}` };
    }
    const body = bodySchema.safeParse(await response.json().catch(() => null));
    if (!body.success) return refuse("/ping answered without a status");
    const status = protocol === "http" ? body.data.status.toLowerCase() : body.data.status;
    const known = protocol === "http" ? ["healthy", "healthybusy"] : ["Healthy", "HealthyBusy"];
    if (!known.includes(status)) return refuse(`/ping answered status "${body.data.status}"`);
    const changed = body.data.time_of_last_update;
    return { ok: true, busy: status === known[1], changedAt: changed === undefined ? undefined : changed * 1000 };
  } catch {
    return { ok: false, answered: false, wrong: false, reason: "/ping did not answer" };
  }
}

function refuse(reason: string): Ping {
  return { ok: false, answered: true, wrong: true, reason };
}
