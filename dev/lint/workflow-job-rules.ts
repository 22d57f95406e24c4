import type { Job, Workflow } from "./workflow-shape";

const LONGEST_MINUTES = 120;
/** What keeps a job away from pull requests of forks. */
const NOT_FROM_A_FORK = "github.event.pull_request.head.repo.full_name == github.repository";
const OWN_TOKEN = "GITHUB_TOKEN";

/** What is wrong with one job, one sentence each. */
export function jobProblems(job: Job, workflow: Workflow): string[] {
  const rights = job.permissions ?? workflow.permissions;
  const mayHaveIdentity = typeof rights === "object" ? rights["id-token"] === "write" : rights === "write-all";
  const problems: string[] = [];
  const minutes = job["timeout-minutes"];
  if (job.uses === undefined && (minutes === undefined || minutes > LONGEST_MINUTES))
    problems.push(`timeout-minutes is missing or above ${LONGEST_MINUTES}: what hangs would hang for six hours`);
  if (job.permissions !== undefined && typeof job.permissions === "string")
    problems.push(`permissions: ${job.permissions} is more than it needs; name each`);
  if (job.secrets === "inherit") problems.push("secrets: inherit hands on every secret; name those that are needed");
  if (mayHaveIdentity && "pull_request" in workflow.on && !String(job.if).includes(NOT_FROM_A_FORK))
    problems.push(`takes an identity on pull requests; its if must have ${NOT_FROM_A_FORK}`);
  const named = secretsOf(job);
  if (named.length > 0 && job.environment === undefined && job.uses === undefined)
    problems.push(`uses ${named.join(", ")} outside of an environment, whose rules say who may`);
  if (named.some((name) => /^AWS_/.test(name)) || usesAwsKeys(job))
    problems.push("uses an AWS key that lasts; assume a role by OIDC");
  if (isProduction(job) && cancels(workflow))
    problems.push("deploys in a workflow whose runs are cancelled half-way; set cancel-in-progress: false");
  return [...problems, ...imageProblems(job), ...job.steps.flatMap(stepProblems)];
}

function stepProblems(step: Job["steps"][number]): string[] {
  const problems: string[] = [];
  if (step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false)
    problems.push("checkout leaves its token in .git/config for every later step; set persist-credentials: false");
  // Whatever an expression gives becomes part of the program; the shell's own variables do not.
  if (step.run?.includes("${{") || String(step.with?.script ?? "").includes("${{"))
    problems.push("an expression inside of a script can be made to run something; pass it by env");
  return problems;
}

function imageProblems(job: Job): string[] {
  const images = [job.container, ...Object.values(job.services ?? {})]
    .map((one) => (typeof one === "object" ? one.image : one))
    .filter((image): image is string => image !== undefined);
  return images
    .filter((image) => !/(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image))
    .map((image) => `${image} may be another image tomorrow; name its version`);
}

function secretsOf(job: Job): string[] {
  const names = [...JSON.stringify(job).matchAll(/\bsecrets\.(\w+)/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].filter((name) => name !== OWN_TOKEN);
}

const usesAwsKeys = (job: Job) =>
  /"(aws-access-key-id|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY)":/.test(JSON.stringify(job));
const isProduction = ({ environment }: Job) => JSON.stringify(environment ?? "").includes("production");

function cancels({ concurrency }: Workflow): boolean {
  return typeof concurrency === "object" && (concurrency["cancel-in-progress"] ?? false) !== false;
}
