import { z } from "zod";
import { CHECK_IDS, CHECKS, type CheckId } from "./catalogue";

export const STATUSES = ["ok", "warning", "failed", "not checkable"] as const;
export type Status = (typeof STATUSES)[number];

const [firstId = "start", ...otherIds] = CHECK_IDS;

const resultSchema = z
  .object({
    id: z.enum([firstId, ...otherIds]),
    status: z.enum(STATUSES),
    /** What was seen, or why nothing could be. */
    detail: z.string().min(1),
    /** What AgentCore would do with it, and how to mend it; of warnings and failures only. */
    agentcore: z.string().optional(),
    mend: z.string().optional(),
  })
  .strict()
  .refine((result) => ["warning", "failed"].includes(result.status) === (result.mend !== undefined), {
    message: "a warning and a failure say how to mend it, and nothing else does",
  });

/** The one document that `check --json` prints. */
export const reportSchema = z
  .object({
    version: z.literal(1),
    agent: z.string(),
    protocol: z.enum(["agui", "http"]),
    /** How it was looked at: the container's own HTTP side, or AgentCore's data plane in front of it. */
    through: z.enum(["direct", "platform"]),
    at: z.string().datetime(),
    /** `unreachable`: nothing answered at all, so nothing else was looked at. */
    verdict: z.enum(["fit", "unfit", "unreachable"]),
    counts: z.object({ ok: z.number(), warning: z.number(), failed: z.number(), notCheckable: z.number() }).strict(),
    results: z.array(resultSchema),
  })
  .strict();

export type Report = z.infer<typeof reportSchema>;
export type Result = Report["results"][number];

/** Collects results while the checks are at it; each check says one thing, the first that it says. */
export function createSheet() {
  const results = new Map<CheckId, Result>();
  const put = (result: Result) => {
    if (!results.has(result.id)) results.set(result.id, result);
  };
  const bad = (status: "warning" | "failed") => (id: CheckId, detail: string, agentcore?: string) =>
    put({ id, status, detail, agentcore: agentcore ?? CHECKS[id].agentcore, mend: CHECKS[id].mend });
  return {
    ok: (id: CheckId, detail: string) => put({ id, status: "ok", detail }),
    warn: bad("warning"),
    fail: bad("failed"),
    /** It cannot be seen from here. */
    unseen: (id: CheckId, detail: string) => put({ id, status: "not checkable", detail }),
    statusOf: (id: CheckId): Status | undefined => results.get(id)?.status,
    /** In the catalogue's order. */
    results: (): Result[] => CHECK_IDS.flatMap((id) => results.get(id) ?? []),
  };
}

export type Sheet = ReturnType<typeof createSheet>;

/** The document of a finished sheet. */
export function reportOf(
  about: Pick<Report, "agent" | "protocol" | "through"> & { reached: boolean },
  results: readonly Result[],
): Report {
  const { reached, ...rest } = about;
  const count = (status: Status) => results.filter((result) => result.status === status).length;
  const failed = count("failed");
  return {
    version: 1,
    ...rest,
    at: new Date().toISOString(),
    verdict: reached ? (failed === 0 ? "fit" : "unfit") : "unreachable",
    counts: { ok: count("ok"), warning: count("warning"), failed, notCheckable: count("not checkable") },
    results: [...results],
  };
}
