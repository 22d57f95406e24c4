import { z } from "zod";
import { recordOfCall } from "@/lib/audit/of-call";
import { route } from "@/lib/http/route";
import { agentNamesFor } from "@/lib/threads/agent-name";
import { exportQuery, fileResponse } from "@/lib/threads/export/file";
import { countThreads } from "@/lib/threads/export/read";
import { writeThreads } from "@/lib/threads/export/write";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** All conversations of the person as one file, archived ones too. */
export const GET = route({ query: exportQuery, output: z.never() }, async (call) => {
  const { db, user, locale, query } = call;
  const { format } = query;
  const count = await countThreads(db, { userId: user.id });
  // Before the first byte: who breaks a download off has seen what came until then.
  if (count > 0) await recordOfCall(call, { kind: "threads-exported", detail: { count, all: true, format } });
  const now = new Date();
  const nameOf = await agentNamesFor(user, locale);
  const pieces = writeThreads(db, { userId: user.id, format, locale, now, nameOf });
  return { ok: true, file: fileResponse(pieces, `AgentCore Chat ${now.toISOString().slice(0, 10)}`, format) };
});

export {
  unknownMethod as DELETE,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
