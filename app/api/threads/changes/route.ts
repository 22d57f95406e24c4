import { z } from "zod";
import { threadChanges } from "@/lib/api/contract";
import { getConfig } from "@/lib/config";
import { route } from "@/lib/http/route";
import { changesCursor, changesSince } from "@/lib/threads/changes";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const query = z.object({ since: changesCursor.optional() });

/** What changed in the person's threads since an earlier answer; without `since` a cursor to begin with. */
export const GET = route({ query, output: threadChanges, use: false }, async ({ db, user, query: { since } }) => {
  return { ok: true, value: await changesSince(db, { userId: user.id, since, staleMs: getConfig().runStaleMs }) };
});

export {
  unknownMethod as DELETE,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
