import { existsSync, readFileSync } from "node:fs";
import dockerignore from "@balena/dockerignore";
import { type Arg, type Cmd, type Copy, DockerfileParser, type Env, type From, type Instruction } from "dockerfile-ast";
import { validate } from "dockerfile-utils";

/** Names of what must not be part of an image: whoever can pull it reads its environment and its history. */
const SECRET_NAME = /SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i;
/** Never sent to a builder: what is secret, what is large, and what another machine has built. */
const NEVER_SENT = [
  ".env",
  ".env.local",
  "agent/.env",
  ".git/config",
  ".data/keys.json",
  "node_modules/x/index.js",
  "agent/node_modules/x/index.js",
  ".next/server/app.js",
  "infra/envs/example/terraform.tfstate",
  "test-results/traffic.jsonl",
];

export type Context = {
  /** Rules that say what the builder gets. */
  ignore: string;
  /** Every file of the repository, from its root, which is the context of all our images. */
  files: readonly string[];
  /** Somebody asks the running container whether it is well. */
  needsHealthCheck: boolean;
};

/** The rules of what the builder gets for one Dockerfile: those beside it, which BuildKit prefers, else the root's, else none. */
export function readIgnoreFile(dockerfile: string): string {
  const file = [`${dockerfile}.dockerignore`, ".dockerignore"].find((one) => existsSync(one));
  return file === undefined ? "" : readFileSync(file, "utf8");
}

/**
 * What is wrong with a Dockerfile: what dockerfile-utils finds (unknown instructions and flags, arguments), and what we
 * hold images to beyond that.
 *
 * @returns one sentence for each problem; empty when there is none
 */
export function dockerfileProblems(text: string, context: Context): string[] {
  const found = validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
  const stages = stagesOf(text);
  return [
    ...found,
    ...stages.flatMap((stage, index) => stageProblems(stage, stages.slice(0, index))),
    ...(context.needsHealthCheck && !has(stages.at(-1), "HEALTHCHECK")
      ? ["the image has no HEALTHCHECK: compose and Docker can't tell whether it is well"]
      : []),
    ...contextProblems(stages, context),
  ];
}

type Stage = { from: From; name: string | null; instructions: Instruction[] };

/** The stages with what belongs to each. */
export function stagesOf(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === "FROM") {
      const from = instruction as From;
      stages.push({ from, name: from.getBuildStage(), instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

const has = (stage: Stage | undefined, keyword: string) =>
  stage?.instructions.some((one) => one.getKeyword() === keyword) ?? false;
const at = (instruction: Instruction, problem: string) => `line ${instruction.getRange().start.line + 1}: ${problem}`;

function stageProblems({ from, instructions }: Stage, before: readonly Stage[]): string[] {
  const problems = instructions.flatMap(instructionProblems);
  const base = from.getImage() ?? "";
  const isStage = before.some(({ name }) => name !== null && name === base);
  if (!isStage && !from.getImageDigest() && (from.getImageTag() ?? "latest") === "latest")
    problems.push(at(from, `${base} may be another image tomorrow; name its version`));
  const starts = instructions.filter((one) => ["CMD", "ENTRYPOINT"].includes(one.getKeyword())) as Cmd[];
  if (starts.length > 0) {
    const user = instructions.findLast((one) => one.getKeyword() === "USER")?.getArgumentsContent();
    if (!user || !/^[1-9]\d*(:[1-9]\d*)?$/.test(user))
      problems.push(
        at(from, `runs as ${user ?? "root"}; set USER to a number that is not 0, which a platform can check`),
      );
  }
  for (const start of starts)
    if (start.getOpeningBracket() === null || /^\["(npm|npx|yarn|sh|bash)"/.test(start.getArgumentsContent() ?? ""))
      problems.push(
        at(start, "is started through a shell or npm, which do not pass SIGTERM on; name the program in brackets"),
      );
  return problems;
}

function instructionProblems(instruction: Instruction): string[] {
  const keyword = instruction.getKeyword();
  const text = instruction.getArgumentsContent() ?? "";
  const problems: string[] = [];
  if (keyword === "ADD") problems.push("ADD fetches and unpacks what it is given; use COPY");
  if (keyword === "RUN" && /\bnpm (install|i)\b/.test(text)) problems.push("installs whatever is newest; use npm ci");
  if (keyword === "RUN" && /\b(curl|wget)\b[^|]*\|\s*(ba)?sh\b/.test(text))
    problems.push("runs what an address gives today");
  for (const name of namesOf(instruction))
    if (SECRET_NAME.test(name)) problems.push(`${name} would be in the image's history; use RUN --mount=type=secret`);
  return problems.map((problem) => at(instruction, problem));
}

function namesOf(instruction: Instruction): string[] {
  if (instruction.getKeyword() === "ARG") return [(instruction as Arg).getProperty()?.getName() ?? ""];
  if (instruction.getKeyword() === "ENV")
    return (instruction as Env).getProperties().map((property) => property.getName());
  return [];
}

function contextProblems(stages: readonly Stage[], { ignore, files }: Context): string[] {
  const rules = dockerignore().add(ignore);
  const sent = rules.filter([...files]);
  const copies = stages
    .flatMap(({ instructions }) => instructions)
    .filter((one) => one.getKeyword() === "COPY")
    .filter((one) => !(one as Copy).getFlags().some((flag) => flag.getName() === "from"));
  const problems = NEVER_SENT.filter((file) => !rules.ignores(file)).map(
    (file) => `${file} is sent to the builder; leave it out in the .dockerignore`,
  );
  for (const copy of copies)
    for (const source of copy
      .getArguments()
      .slice(0, -1)
      .map((argument) => argument.getValue().replace(/^\.\/|\/$/g, "")))
      if (!/[*?[]/.test(source) && !sent.some((file) => file === source || file.startsWith(`${source}/`)))
        problems.push(at(copy, `${source} is not in the repository, or left out by the .dockerignore`));
  return problems;
}
