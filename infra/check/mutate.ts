import { readTerraformFiles } from "./files.ts";
import { judge, judgeBeyondSchemas, readMeasure } from "./judge.ts";
import { loadProject } from "./module.ts";
import { allMutants } from "./mutation/mutants.ts";
import { report } from "./mutation/report.ts";
import { tryMutants } from "./mutation/run.ts";

const texts = readTerraformFiles();
const project = loadProject(texts);
const measure = readMeasure();
const findings = judge(project, measure);
if (findings.length > 0) {
  process.stderr.write("A mutant can only be told from a project without findings: npm run infra:check first.\n");
  process.exit(2);
}
const started = process.cpuUsage();
const tried = tryMutants(allMutants(project, measure.schemas), project, measure.schemas, (it) =>
  judgeBeyondSchemas(it, measure),
);
const seconds = process.cpuUsage(started).user / 1e6;
const { lines, share } = report(tried, texts);
process.stdout.write(`${lines.join("\n")}\nin ${seconds.toFixed(0)} s of processor time\n`);
process.exitCode = share < 0.95 ? 1 : 0;
