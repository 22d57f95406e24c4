import type { Verdict } from "./verdict";

export type Report = {
  site: string;
  /** The release that was asked for. */
  release: string | null;
  ok: boolean;
  checks: (Verdict & { name: string })[];
  /** What nothing was asked for, since nothing answers at that address. */
  notMade: string[];
};

export const asJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;

export function asText({ site, ok, checks, notMade }: Report): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map((check) => {
    const line = `${check.ok ? "ok  " : "FAIL"}  ${check.name.padEnd(width)}  ${check.detail}`;
    return check.ok ? line : `${line}\n      ${" ".repeat(width)}  → ${check.todo}`;
  });
  const failed = checks.filter((check) => !check.ok).length;
  if (notMade.length > 0) lines.push(`      not looked at: ${notMade.join(", ")}`);
  return [
    ...lines,
    ok ? `${site} is well.` : `${site}: ${failed} of ${checks.length + notMade.length} failed.`,
    "",
  ].join("\n");
}
