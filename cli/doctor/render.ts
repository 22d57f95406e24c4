import { plainText } from "../plain-text";
import { CHECKS, PARTS } from "./catalogue";
import type { DoctorReport, Finding } from "./report";

const MARKS: Record<Finding["status"], string> = {
  ok: "ok",
  warning: "WARNING",
  failed: "FAILED",
  "not checked": "–",
};

const COLUMNS = 80;
const INDENT = 10;

/** The report as a person reads it in a terminal of 80 columns: what is wrong in full, the rest as short as it can be. */
export function renderDoctor(report: DoctorReport): string {
  const { ok, warning, failed, notChecked } = report.counts;
  const verdict =
    failed > 0 ? "Not well yet." : warning > 0 ? "Well, with warnings." : "Everything that was checked is well.";
  const parts = PARTS.flatMap((part) => {
    const findings = report.findings.filter(({ id }) => CHECKS[id].part === part);
    return findings.length === 0 ? [] : [part, ...together(findings).flatMap(linesOf), ""];
  });
  const warnings = `${warning} ${warning === 1 ? "warning" : "warnings"}`;
  const counts = `${ok} ok, ${warnings}, ${failed} failed, ${notChecked} not checked.`;
  return plainText([...parts, verdict, counts, ""].join("\n"));
}

type Line = Omit<Finding, "id"> & { ids: string };

/** What was not checked for one and the same reason is one line. */
function together(findings: readonly Finding[]): Line[] {
  const lines: Line[] = [];
  for (const { id, ...rest } of findings) {
    const last = lines.at(-1);
    const isSame = last?.status === "not checked" && rest.status === "not checked" && last.found === rest.found;
    if (last && isSame && last.about === rest.about && rest.mend === undefined) last.ids += `, ${id}`;
    else lines.push({ ids: id, ...rest });
  }
  return lines;
}

function linesOf({ ids, status, about, found, why, mend }: Line): string[] {
  const head = `${ids}${about === undefined ? "" : ` (${about})`}: ${found}`;
  return [
    `  ${MARKS[status].padEnd(INDENT - 2)}${wrap(head).join(`\n${" ".repeat(INDENT)}`)}`,
    ...[why === undefined ? [] : wrap(why), mend === undefined ? [] : wrap(`→ ${mend}`)]
      .flat()
      .map((line) => " ".repeat(INDENT) + line),
  ];
}

/** Breaks at spaces; what has none, such as an address, stays whole, so that it can be copied. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > COLUMNS - INDENT) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
