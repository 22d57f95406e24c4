import { plainText } from "../plain-text";
import type { Report, Result } from "./report";

const MARKS: Record<Result["status"], string> = {
  ok: "ok",
  warning: "WARNING",
  failed: "FAILED",
  "not checkable": "–",
};

const WIDTH = 22;

/** The report as a person reads it on the console: what is wrong in full, the rest in a line each. */
export function renderReport(report: Report): string {
  const { ok, warning, failed, notCheckable } = report.counts;
  const how = report.through === "platform" ? "through AgentCore" : "called directly";
  const verdict = {
    fit: warning > 0 ? "Fit for AgentCore, with warnings." : "Fit for AgentCore.",
    unfit: "Not fit for AgentCore yet.",
    unreachable: "The agent could not be reached.",
  }[report.verdict];
  return plainText(
    [
      `${report.agent}  (${report.protocol === "agui" ? "AG-UI" : "HTTP"} protocol, ${how})`,
      "",
      ...report.results.flatMap(linesOf),
      "",
      `${verdict} ${ok} ok, ${warning} ${warning === 1 ? "warning" : "warnings"}, ${failed} failed, ${notCheckable} not checkable.`,
      "",
    ].join("\n"),
  );
}

function linesOf(result: Result): string[] {
  const head = `  ${MARKS[result.status].padEnd(8)}${result.id.padEnd(WIDTH)}${result.detail}`;
  if (result.mend === undefined) return [head];
  const indent = " ".repeat(10);
  return [head, `${indent}AgentCore: ${result.agentcore ?? ""}`, `${indent}Mend: ${result.mend}`];
}
