import { z } from "zod";
import { route } from "@/lib/http/route";
import { exportQuery, fileResponse } from "@/lib/threads/export/file";
import { writeThreads } from "@/lib/threads/export/write";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** All conversations of the person as one file, archived ones too. */
export const GET = route({ query: exportQuery, output: z.never() }, async ({ db, user, locale, query: { format } }) => {
  const now = new Date();
  const pieces = writeThreads(db, { userId: user.id, format, locale, now });
  return { ok: true, file: fileResponse(pieces, `AgentCore Chat ${now.toISOString().slice(0, 10)}`, format) };
});
