import { tsImport } from "tsx/esm/api";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { jobProblems } from "./workflow-job-rules";
import { type Workflow, workflowShape } from "./workflow-shape";

/** `owner/name@<commit> # v1.2.3`: a tag can be moved to other code, a commit cannot. */
const PINNED = /^\s*(?:-\s+)?uses:\s+[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const OWN = /^\s*(?:-\s+)?uses:\s+\.\/\S+$/;
/** Events that run with the repository's rights on what a stranger sent. */
const TRUSTING = ["pull_request_target", "workflow_run", "issue_comment"];

/** It imports JSON in a way that Node leaves to bundlers, and tsx. */
const service = tsImport("@actions/languageservice", import.meta.url) as Promise<
  typeof import("@actions/languageservice")
>;
let documents = 0;

/**
 * What is wrong with a workflow: what GitHub's own language service finds (keys, values, expressions, what jobs and steps
 * name of each other), and what we hold workflows to beyond that.
 *
 * @returns one sentence for each problem; empty when there is none
 */
export async function workflowProblems(text: string): Promise<string[]> {
  // The service remembers what it has parsed by its address.
  documents += 1;
  const uri = `file:///.github/workflows/${documents}.yml`;
  const { validate } = await service;
  const diagnostics = await validate(TextDocument.create(uri, "yaml", 1, text));
  const found = diagnostics.map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
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
