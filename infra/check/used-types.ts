import type { Body } from "./hcl/ast.ts";
import type { TypeKind } from "./schema.ts";

export type UsedType = { kind: TypeKind; type: string };

/** The types of resources, data sources, ephemeral resources and provider configurations that files name, each once, sorted. */
export function usedTypes(files: Body[]): UsedType[] {
  const seen = new Set<string>();
  for (const file of files) {
    for (const block of file.blocks) {
      const label = block.labels[0]?.value;
      if (label && ["resource", "data", "ephemeral", "provider"].includes(block.type))
        seen.add(`${block.type} ${label}`);
    }
  }
  return [...seen].sort().map((it) => {
    const [kind, type] = it.split(" ") as [TypeKind, string];
    return { kind, type };
  });
}
