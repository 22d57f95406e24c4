import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTerraformFiles } from "./files.ts";
import { judgeBeyondSchemas, readMeasure } from "./judge.ts";
import { loadProject } from "./module.ts";
import { KINDS } from "./mutation/edit.ts";
import { allMutants } from "./mutation/mutants.ts";
import { tryMutants } from "./mutation/run.ts";
import { SURVIVORS } from "./mutation/survivors.ts";

describe("every fault that can be made in one place", { timeout: 600_000 }, () => {
  const project = loadProject(readTerraformFiles());
  const measure = readMeasure();
  const mutants = allMutants(project, measure.schemas);
  const tried = tryMutants(mutants, project, measure.schemas, (it) => judgeBeyondSchemas(it, measure));
  const survivors = tried.filter((it) => it.caught === undefined).map((it) => it.mutant);

  it("is tried, of every kind", () => {
    const kinds = new Set(mutants.map((it) => it.kind));
    expect(KINDS.filter((it) => !kinds.has(it))).toEqual([]);
    expect(mutants.length).toBeGreaterThan(5000);
  });

  it("is noticed in at least 95 of 100 cases, and not because something was wrong before", () => {
    expect(judgeBeyondSchemas(project, measure)).toEqual([]);
    expect(1 - survivors.length / tried.length).toBeGreaterThanOrEqual(0.95);
  });

  it("is explained where it is not noticed", () => {
    const unexplained = survivors.filter((it) => !SURVIVORS.some((group) => group.holds(it)));
    expect(unexplained.map((it) => `${it.file}: ${it.kind} ${it.label}`)).toEqual([]);
    const text = readFileSync(join(import.meta.dirname, "SURVIVORS.md"), "utf8");
    const headings = [...text.matchAll(/^## (.*)$/gm)].map((it) => it[1]);
    expect(SURVIVORS.map((it) => it.title)).toEqual(headings);
    expect(SURVIVORS.filter((group) => !survivors.some(group.holds)).map((it) => it.title)).toEqual([]);
  });
});
