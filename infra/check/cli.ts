import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readTerraformFiles, repository } from "./files.ts";
import { judge, readMeasure } from "./judge.ts";
import { loadProject } from "./module.ts";

const project = loadProject(readTerraformFiles());
const findings = judge(project, readMeasure());
for (const { file, line, what, todo } of findings) process.stdout.write(`${file}:${line}  ${what}. ${todo}\n`);
const fmt = spawnSync("terraform", ["fmt", "-check", "-recursive", "-diff", join(repository, "infra")], {
  encoding: "utf8",
});
if (fmt.error) process.stdout.write("terraform fmt -check: skipped, there is no terraform on the PATH.\n");
else if (fmt.status !== 0)
  process.stdout.write(`terraform fmt -check: run terraform fmt -recursive infra\n${fmt.stdout}${fmt.stderr}`);
const files = [...project.modules.values()].reduce((sum, it) => sum + it.files.length, 0);
process.stdout.write(
  `${files} files in ${project.modules.size} modules: ${findings.length === 0 ? "nothing to mend" : `${findings.length} to mend`}.\n`,
);
process.exitCode = findings.length > 0 || (fmt.status ?? 0) !== 0 ? 1 : 0;
