import {
  type Attribute,
  type Block,
  type Body,
  type Expression,
  expressionsOf,
  type Span,
  walkExpression,
} from "../hcl/ast.ts";
import type { Project, SourceFile } from "../module.ts";
import type { ProviderSchema } from "../schema.ts";
import { type Mutant, type MutantKind, misspell, overwrite } from "./edit.ts";
import { requiredIn } from "./required.ts";

/** Without a resource that nothing refers to the rest is as valid as before, so those are not among them. */
const DECLARATIONS = ["variable", "output", "data", "ephemeral", "module"];

/** Every mutant of every file, in the order of the files and of the text. */
export function allMutants(project: Project, schemas: ProviderSchema[]): Mutant[] {
  const mutants: Mutant[] = [];
  for (const module of project.modules.values()) {
    for (const file of module.files) {
      for (const block of file.body.blocks) {
        const add = (kind: MutantKind, span: Span, replacement: string, label: string) => {
          const text = overwrite(file.text, span, replacement);
          // What would need more room than there is cannot keep the offsets.
          if (text.length === span.end - span.start) mutants.push({ kind, file: file.path, block, span, text, label });
        };
        mutateBlock(block, file, add);
        for (const dropped of requiredIn(block, module, project, schemas)) {
          add(
            "typeSpan" in dropped ? "required block dropped" : "required argument dropped",
            dropped.span,
            "",
            nameOf(dropped),
          );
        }
      }
    }
  }
  return mutants;
}

type Add = (kind: MutantKind, span: Span, replacement: string, label: string) => void;

function mutateBlock(block: Block, file: SourceFile, add: Add): void {
  add("block renamed", block.typeSpan, misspell(block.type), block.type);
  for (const label of block.labels)
    add("label renamed", label.span, misspell(label.value), `${block.type} ${label.value}`);
  if (DECLARATIONS.includes(block.type)) {
    add("declaration dropped", block.span, "", [block.type, ...block.labels.map((it) => it.value)].join("."));
  }
  if (block.type === "locals") {
    for (const local of block.body.attributes) add("declaration dropped", local.span, "", `local.${local.name}`);
  }
  mutateBody(block.body, file, add, block.type === "locals");
  for (const expression of expressionsOf(block.body)) mutateExpression(expression, add);
}

function mutateBody(body: Body, file: SourceFile, add: Add, isLocals = false): void {
  for (const attribute of body.attributes) {
    add("argument renamed", attribute.nameSpan, misspell(attribute.name), attribute.name);
    if (!isLocals) add("argument as block", attribute.span, `${attribute.name} {}`, attribute.name);
  }
  for (const block of body.blocks) {
    const [first] = block.labels;
    if (first && block.type === "dynamic")
      add("block renamed", first.span, misspell(first.value), `dynamic ${first.value}`);
    add("block renamed", block.typeSpan, misspell(block.type), block.type);
    if (block.type !== "dynamic") add("block as argument", block.span, `${block.type} = {}`, block.type);
    mutateBody(block.body, file, add);
  }
}

function mutateExpression(whole: Expression, add: Add): void {
  walkExpression(whole, (it) => {
    if (it.kind === "call") add("function misspelled", it.nameSpan, misspell(it.name), `${it.name}()`);
    if (it.kind === "object") {
      for (const { name, key } of it.items) {
        const isQuoted = name !== undefined && key.span.end - key.span.start === name.length + 2;
        const span = isQuoted ? { start: key.span.start + 1, end: key.span.end - 1 } : key.span;
        if (name !== undefined && name.length === span.end - span.start)
          add("object key renamed", span, misspell(name), name);
      }
    }
    if (it.kind === "traversal") {
      const path = [it.root];
      add("reference misspelled", it.rootSpan, misspell(it.root), it.root);
      for (const step of it.steps) {
        if (step.kind !== "attr") continue;
        path.push(step.name);
        add("reference misspelled", step.span, misspell(step.name), path.join("."));
      }
    }
    if (it.kind === "access") {
      for (const step of it.steps)
        if (step.kind === "attr") add("reference misspelled", step.span, misspell(step.name), `….${step.name}`);
    }
  });
}

function nameOf(node: Attribute | Block): string {
  return "name" in node ? node.name : node.type;
}
