import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Context } from "../context";
import { describeProbe, type Probe, probe } from "../probe";

const PING_TIMEOUT_MS = 5_000;
const IDS = ["ping.status", "ping.shape", "ping.case", "ping.time"] as const;
const KNOWN = ["healthy", "healthybusy"];
/** Unix seconds have ten digits until the year 2286, milliseconds thirteen. */
const MILLISECONDS = 1e11;
/** Apart enough for "now" in whole seconds to move. */
const BETWEEN_MS = 1_100;

const bodySchema = z.object({ status: z.string(), time_of_last_update: z.number().optional() });

export const ping = (url: string, timeoutMs: number, signal: AbortSignal): Promise<Probe> =>
  probe({ url, timeoutMs: Math.min(timeoutMs, PING_TIMEOUT_MS), signal });

/** GET /ping: status, shape, case and time. */
export async function checkPing({ target, limits, signal, sheet }: Context): Promise<void> {
  const url = target.pingUrl;
  if (url === null) {
    for (const id of IDS) sheet.unseen(id, "AgentCore's data plane does not show the container's /ping");
    return;
  }
  const first = await ping(url, limits.timeoutMs, signal);
  if (first.kind === "none" || first.status !== 200) {
    sheet.fail("ping.status", describeProbe(first));
    return unseen();
  }
  sheet.ok("ping.status", `200 in ${Math.ceil(first.endedAt)} ms`);
  const body = read(first);
  const status = body?.status.toLowerCase();
  if (!body || status === undefined || !KNOWN.includes(status)) {
    const what = body ? `the status is "${body.status.slice(0, 40)}"` : "the body is not a JSON object with a status";
    sheet.fail("ping.shape", what);
    return unseen();
  }
  sheet.ok("ping.shape", `status "${body.status}"`);
  if (["Healthy", "HealthyBusy"].includes(body.status)) sheet.ok("ping.case", `"${body.status}"`);
  else if (target.protocol === "agui") sheet.fail("ping.case", `"${body.status}"`);
  else sheet.warn("ping.case", `"${body.status}"`);
  await checkTime(body.time_of_last_update);

  async function checkTime(changed: number | undefined): Promise<void> {
    if (changed === undefined) return sheet.ok("ping.time", "time_of_last_update is left out");
    if (changed > MILLISECONDS) return sheet.fail("ping.time", `time_of_last_update is ${changed}: milliseconds`);
    await sleep(BETWEEN_MS, undefined, { signal });
    const second = await ping(url ?? "", limits.timeoutMs, signal);
    const later = second.kind === "answer" ? read(second) : null;
    // A status that has really changed may have a later time.
    if (
      later?.time_of_last_update !== undefined &&
      later.time_of_last_update > changed &&
      later.status === body?.status
    )
      return sheet.fail("ping.time", "time_of_last_update moves on with each ping while the status stays");
    sheet.ok("ping.time", `time_of_last_update stays at ${changed}`);
  }

  function unseen(): void {
    for (const id of IDS) sheet.unseen(id, "there is no /ping answer to look at");
  }
}

function read(answer: Probe & { kind: "answer" }): z.infer<typeof bodySchema> | null {
  try {
    const parsed = bodySchema.safeParse(JSON.parse(answer.text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
