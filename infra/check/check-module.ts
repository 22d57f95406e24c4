import { join } from "node:path/posix";
import { checkBody } from "./check-body.ts";
import { checkBare, checkCounts } from "./check-meta.ts";
import { checkProviders } from "./check-versions.ts";
import { readConstraint } from "./constraint.ts";
import type { Block } from "./hcl/ast.ts";
import { attributeOf } from "./hcl/ast.ts";
import { infer } from "./infer.ts";
import { BARE, META, TOP_LEVEL } from "./language.ts";
import { type Declared, type Finding, findingAt, type Module, type Project, type SourceFile } from "./module.ts";
import { schemaOf } from "./references.ts";
import { type BodySchema, type ProviderSchema, readableType, type TypeKind } from "./schema.ts";
import type { ModuleContext, Scope } from "./scope.ts";
import { isTainted } from "./taint.ts";
import { mismatch, type Type } from "./types.ts";

/** What a check of one module gives: what is wrong in it, and which names it makes use of. */
export type ModuleResult = { findings: Finding[]; used: Set<string>; outputs: { [name: string]: Type } };

/**
 * Checks one folder of Terraform against the schemas and against the modules that it calls.
 *
 * @param only checks these of its top-level blocks and nothing of the module as a whole.
 */
export function checkModule(
  module: Module,
  project: Project,
  schemas: ProviderSchema[],
  outputsOf: (folder: string) => { [name: string]: Type } | undefined,
  only?: ReadonlySet<Block>,
): ModuleResult {
  const findings: Finding[] = [];
  const context: ModuleContext = {
    module,
    schemas,
    outputsOf: (name) => outputsOf(calledFolder(module, name)),
    localTypes: new Map(),
    used: new Set(),
  };
  const scopeOf = (file: SourceFile): Scope => ({
    context,
    file,
    names: new Map(),
    report: (offset, what, todo) => findings.push(findingAt(file, offset, what, todo)),
  });
  for (const file of module.files) {
    const scope = scopeOf(file);
    for (const attribute of file.body.attributes)
      scope.report(attribute.span.start, `${attribute.name} stands outside every block`, "Put it into one.");
    for (const block of file.body.blocks) if (!only || only.has(block)) checkBlock(block, scope, project);
  }
  if (only) return { findings, used: context.used, outputs: {} };
  checkProviders(module, schemas, findings);
  const outputs: { [name: string]: Type } = {};
  for (const [name, { file, node }] of module.outputs) {
    const value = attributeOf(node.body, "value");
    outputs[name] = value ? infer(value.value, { ...scopeOf(file), report: () => undefined }) : "dynamic";
  }
  return { findings, used: context.used, outputs };
}

/** The folder that a module call names, from the repository's root. */
export function calledFolder(module: Module, name: string): string {
  const source = module.calls.get(name);
  const value = source && attributeOf(source.node.body, "source")?.value;
  return value?.kind === "literal" ? join(module.folder, String(value.value)) : "";
}

function checkBlock(block: Block, scope: Scope, project: Project): void {
  const top = TOP_LEVEL[block.type];
  if (!top) {
    scope.report(
      block.typeSpan.start,
      `Terraform has no ${block.type} block`,
      `It has ${Object.keys(TOP_LEVEL).join(", ")}.`,
    );
    return;
  }
  if (block.labels.length !== top.labels) {
    scope.report(
      block.typeSpan.start,
      `${block.type} has ${top.labels} labels, not ${block.labels.length}`,
      "Mend its head.",
    );
    return;
  }
  const label = [block.type, ...block.labels.map((it) => it.value)].join(" ");
  if (block.type === "locals")
    for (const local of block.body.attributes) infer(local.value, { ...scope, takesEphemeral: true });
  else if (block.type === "module") checkCall(block, label, scope, project);
  else if (block.type === "provider") checkTyped(block, "provider", label, { ...scope, takesEphemeral: true });
  else if (top.schema) checkLanguage(block, top.schema, label, scope);
  else checkTyped(block, block.type as TypeKind, label, scope);
}

function checkTyped(block: Block, kind: TypeKind, label: string, scope: Scope): void {
  const type = block.labels[0]?.value ?? "";
  const schema = schemaOf(kind, type, scope);
  const meta = META[kind] as BodySchema;
  if (!schema) {
    scope.report(
      block.labels[0]?.span.start ?? 0,
      `no schema knows the ${kind} ${type}`,
      "Check its name, or take it in: npm run infra:schemas (infra/check/README.md).",
    );
    return;
  }
  const whole: BodySchema = {
    ...schema,
    arguments: { ...schema.arguments, ...meta.arguments },
    blocks: { ...schema.blocks, ...meta.blocks },
  };
  const inner = checkCounts(block, {
    ...scope,
    takesEphemeral: scope.takesEphemeral || kind === "ephemeral",
    self: readableType(schema),
  });
  checkBare(block, schema, scope);
  checkBody(block.body, block, { schema: whole, label, bare: BARE_META }, inner);
}

const BARE_META = new Set(["depends_on", "ignore_changes", "replace_triggered_by", "provider", "when", "on_failure"]);

function checkLanguage(block: Block, schema: BodySchema, label: string, scope: Scope): void {
  checkBare(block, undefined, scope);
  // An output that says so may carry what is ephemeral; a variable's validations look at what it is given.
  const takesEphemeral = block.type === "variable" || attributeOf(block.body, "ephemeral") !== undefined;
  const inner = { ...scope, takesEphemeral };
  const settings =
    block.type === "terraform"
      ? { ...block.body, blocks: block.body.blocks.filter((it) => it.type !== "required_providers") }
      : block.body;
  checkBody(
    settings,
    block,
    { schema, label, bare: block.type === "variable" ? new Set([...BARE, "type"]) : BARE },
    inner,
  );
  if (block.type === "variable") checkVariable(block, label, scope);
  if (block.type === "output") checkSensitive(block, label, scope);
}

function checkSensitive(block: Block, label: string, scope: Scope): void {
  const value = attributeOf(block.body, "value");
  if (!value || attributeOf(block.body, "sensitive") || !isTainted(value.value, "sensitive", scope.context.module))
    return;
  scope.report(value.span.start, `${label} shows a secret`, "Say sensitive = true, or leave the secret out.");
}

function checkVariable(block: Block, label: string, scope: Scope): void {
  const name = block.labels[0]?.value ?? "";
  const type = attributeOf(block.body, "type");
  const fallback = attributeOf(block.body, "default");
  if (type) {
    const constraint = readConstraint(type.value, (offset, what) => scope.report(offset, what, "Write one of those."));
    const problem = fallback && mismatch(infer(fallback.value, { ...scope, report: () => undefined }), constraint);
    if (problem) scope.report(fallback.span.start, `default of ${label}: ${problem}`, "Let it fit the type.");
  }
  for (const validation of block.body.blocks) {
    const condition = attributeOf(validation.body, "condition");
    const text = condition && scope.file.text.slice(condition.span.start, condition.span.end);
    if (text && !new RegExp(`\\bvar\\.${name}\\b`).test(text)) {
      scope.report(
        validation.span.start,
        `a validation of ${label} doesn't look at var.${name}`,
        "Let its condition name the variable.",
      );
    }
  }
}

function checkCall(block: Block, label: string, scope: Scope, project: Project): void {
  const name = block.labels[0]?.value ?? "";
  const called = project.modules.get(calledFolder(scope.context.module, name));
  if (!called) {
    scope.report(
      block.span.start,
      `${label}: its source is no folder of Terraform here`,
      "Give source a path such as ../../modules/agent.",
    );
    return;
  }
  const meta = META.module as BodySchema;
  const schema: BodySchema = { ...meta, arguments: { ...meta.arguments } };
  for (const [variable, declared] of called.variables) schema.arguments[variable] = argumentOf(declared);
  checkBare(block, undefined, scope);
  checkBody(
    block.body,
    block,
    { schema, label, bare: new Set(["depends_on", "providers"]) },
    checkCounts(block, scope),
  );
}

function argumentOf(declared: Declared) {
  const constraint = attributeOf(declared.node.body, "type");
  const type = constraint ? readConstraint(constraint.value, () => undefined) : "dynamic";
  const isRequired = !attributeOf(declared.node.body, "default");
  const isEphemeral = attributeOf(declared.node.body, "ephemeral") !== undefined;
  // Optional attributes ride along in the third place, which mismatch() reads.
  return {
    type: type as BodySchema["arguments"][string]["type"],
    ...(isRequired ? { required: true as const } : {}),
    ...(isEphemeral ? { writeOnly: true as const } : {}),
  };
}
