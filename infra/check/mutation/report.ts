import type { TextFiles } from "../files.ts";
import { lineAt } from "../module.ts";
import { KINDS } from "./edit.ts";
import type { Tried } from "./run.ts";
import { SURVIVORS } from "./survivors.ts";

/** What a run of mutants gave, for people: caught of all per kind, then each survivor with why nothing notices it. */
export function report(tried: Tried[], texts: TextFiles): { lines: string[]; share: number } {
  const lines = KINDS.map((kind) => {
    const mine = tried.filter((it) => it.mutant.kind === kind);
    return `${kind.padEnd(26)} ${mine.filter((it) => it.caught).length}/${mine.length}`;
  });
  const survivors = tried.filter((it) => !it.caught);
  for (const { mutant } of survivors) {
    const at = `${mutant.file}:${lineAt(texts[mutant.file] ?? "", mutant.span.start)}`;
    const group = SURVIVORS.find((it) => it.holds(mutant));
    lines.push(
      `survived: ${at}  ${mutant.kind}: ${mutant.label}  (${group?.title ?? "NOT EXPLAINED in SURVIVORS.md"})`,
    );
  }
  const share = (tried.length - survivors.length) / tried.length;
  lines.push(`${tried.length - survivors.length}/${tried.length} caught, ${(100 * share).toFixed(1)} %`);
  return { lines, share };
}
