import type { Health } from "@/lib/api/contract";
import { json } from "@/lib/http/respond";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** The process answers. Nothing else is asked: whoever restarts it for a database that is down makes two outages of one. */
export function GET(): Response {
  return json({ status: "ok" } satisfies Health);
}

export {
  unknownMethod as DELETE,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
