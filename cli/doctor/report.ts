import { z } from "zod";
import { CHECK_IDS, CHECKS, type CheckId } from "./catalogue";

export const STATUSES = ["ok", "warning", "failed", "not checked"] as const;
export type Status = (typeof STATUSES)[number];

const [firstId = "settings.values", ...otherIds] = CHECK_IDS;

const findingSchema = z
  .object({
    id: z.enum([firstId, ...otherIds]),
    status: z.enum(STATUSES),
    /** Which variable or agent, where the check is made for more than one. */
    about: z.string().optional(),
    /** What was seen, or why nothing could be. */
    found: z.string().min(1),
    /** What follows from it; of warnings and failures only. */
    why: z.string().optional(),
    /** What to do: of warnings and failures always, of what was not checked where something can be done about it. */
    mend: z.string().optional(),
  })
  .strict()
  .refine(({ status, why, mend }) => {
    const isBad = status === "warning" || status === "failed";
    return isBad === (why !== undefined) && (!isBad || mend !== undefined) && (status !== "ok" || mend === undefined);
  }, "a warning and a failure say why it matters and what to do");

/** The one document that `doctor --json` prints. */
export const doctorSchema = z
  .object({
    version: z.literal(1),
    at: z.string().datetime(),
    /** Whose rules hold: those of a developer's machine, where the local cloud fills in, or those of production. */
    rules: z.enum(["development", "production"]),
    verdict: z.enum(["well", "unwell"]),
    counts: z.object({ ok: z.number(), warning: z.number(), failed: z.number(), notChecked: z.number() }).strict(),
    findings: z.array(findingSchema),
  })
  .strict();

export type DoctorReport = z.infer<typeof doctorSchema>;
export type Finding = DoctorReport["findings"][number];

/** Collects findings while the checks are at it, in whatever order they come. */
export function createFindings() {
  const findings: Finding[] = [];
  const put = (finding: Finding, about: string | undefined) =>
    void findings.push(about === undefined ? finding : { ...finding, about });
  const bad = (status: "warning" | "failed") => (id: CheckId, found: string, mend: string, about?: string) =>
    put({ id, status, found, why: CHECKS[id].why, mend }, about);
  return {
    ok: (id: CheckId, found: string, about?: string) => put({ id, status: "ok", found }, about),
    warn: bad("warning"),
    fail: bad("failed"),
    /** It cannot be seen, or not before something else is mended. */
    skip: (id: CheckId, found: string, mend?: string, about?: string) =>
      put({ id, status: "not checked", found, ...(mend === undefined ? {} : { mend }) }, about),
    failed: (id: CheckId) => findings.some((finding) => finding.id === id && finding.status === "failed"),
    /** In the catalogue's order, and within one check as they came. */
    all: () => CHECK_IDS.flatMap((id) => findings.filter((finding) => finding.id === id)),
  };
}

export type Findings = ReturnType<typeof createFindings>;

export function doctorReport(rules: DoctorReport["rules"], findings: readonly Finding[]): DoctorReport {
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  const failed = count("failed");
  return {
    version: 1,
    at: new Date().toISOString(),
    rules,
    verdict: failed === 0 ? "well" : "unwell",
    counts: { ok: count("ok"), warning: count("warning"), failed, notChecked: count("not checked") },
    findings: [...findings],
  };
}
