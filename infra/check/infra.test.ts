import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readTerraformFiles } from "./files.ts";
import { parseHcl } from "./hcl/parse.ts";
import { judge, readMeasure } from "./judge.ts";
import { loadProject } from "./module.ts";
import type { ProviderSchema } from "./schema.ts";
import { usedTypes } from "./used-types.ts";

const texts = readTerraformFiles();
const measure = readMeasure();

it("finds nothing to mend in infra/", () => {
  const findings = judge(loadProject(texts), measure);
  expect(findings.map(({ file, line, what, todo }) => `${file}:${line} ${what}. ${todo}`)).toEqual([]);
});

it("knows where each schema is from, and keeps none that is not used", () => {
  const used = new Set(
    usedTypes(Object.values(texts).map((text) => parseHcl(text))).map((it) => `${it.kind} ${it.type}`),
  );
  const folder = join(import.meta.dirname, "schemas");
  for (const name of readdirSync(folder)) {
    const schema = JSON.parse(readFileSync(join(folder, name), "utf8")) as ProviderSchema;
    expect(schema.source, name).toMatch(/^(@[\w/-]+ \d+\.\d+\.\d+|by hand, after https:)/);
    if (schema.source.startsWith("by hand")) continue;
    for (const [kind, types] of Object.entries(schema.types)) {
      for (const type of Object.keys(types))
        expect(used, `npm run infra:schemas again: ${type} is not used`).toContain(`${kind} ${type}`);
    }
  }
});
