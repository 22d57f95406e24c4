import { loadSchemas } from "./check.ts";
import { readTerraformFiles } from "./files.ts";
import { lineAt, loadProject } from "./module.ts";
import { KINDS } from "./mutation/edit.ts";
import { allMutants } from "./mutation/mutants.ts";
import { tryMutants } from "./mutation/run.ts";

const texts = readTerraformFiles();
const project = loadProject(texts);
const schemas = loadSchemas();
const started = performance.now();
const tried = tryMutants(allMutants(project, schemas), project, schemas, () => []);
for (const kind of KINDS) {
  const mine = tried.filter((it) => it.mutant.kind === kind);
  process.stdout.write(`${kind.padEnd(28)} ${mine.filter((it) => it.caught).length}/${mine.length}\n`);
}
const survivors = tried.filter((it) => !it.caught);
for (const { mutant } of survivors) {
  process.stdout.write(
    `survived: ${mutant.file}:${lineAt(texts[mutant.file] ?? "", mutant.span.start)}  ${mutant.kind}: ${mutant.label}\n`,
  );
}
const caught = tried.length - survivors.length;
process.stdout.write(
  `${caught}/${tried.length} caught, ${((100 * caught) / tried.length).toFixed(1)} %, in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
);
