import { openDatabase } from "@/lib/db/client";
import { isMigrated } from "@/lib/db/postgres";
import { createReadiness } from "@/lib/health/readiness";
import { json } from "@/lib/http/respond";
import { log } from "@/lib/log";
import { isDraining } from "@/lib/runs/drain";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const readiness = createReadiness({
  draining: isDraining,
  migrated: async () => await isMigrated(await openDatabase()),
  changed: ({ status, reason }, error) => {
    if (status === "ok") log.info("ready again");
    else log.warn({ reason, ...(error === undefined ? {} : { err: error }) }, "not ready");
  },
});

/** Whether this process can serve people; for load balancers, so without a sign-in, and counted against nobody's limits. */
export async function GET(): Promise<Response> {
  const health = await readiness();
  return json(health, health.status === "ok" ? 200 : 503);
}

export {
  unknownMethod as DELETE,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
