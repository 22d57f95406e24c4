import { type Attribute, attributeOf, type Block, type Body, type Expression } from "../hcl/ast.ts";
import { type Finding, findingAt, type Module, type Project, type SourceFile } from "../module.ts";

/** Stands for what a template interpolates. */
export const HOLE = "$" + "{}";

/** A resource (or data source) of one type, with where it is. */
export type Found = { module: Module; file: SourceFile; node: Block; name: string };

/** Every block of a kind and type in the project. */
export function find(project: Project, kind: "resource" | "data" | "ephemeral", type: string): Found[] {
  const found: Found[] = [];
  for (const module of project.modules.values()) {
    for (const [name, { file, node }] of module.resources) {
      if (node.type === kind && node.labels[0]?.value === type) found.push({ module, file, node, name });
    }
  }
  return found;
}

export function findAll(project: Project): Found[] {
  return [...project.modules.values()].flatMap((module) =>
    [...module.resources].map(([name, { file, node }]) => ({ module, file, node, name })),
  );
}

export function finding(found: Found, node: { span: { start: number } }, what: string, todo: string): Finding {
  return findingAt(found.file, node.span.start, `${found.name}: ${what}`, todo);
}

/** Nested blocks of a name, the contents of dynamic ones among them. */
export function nested(body: Body, name: string): Block[] {
  return body.blocks.flatMap((block) => {
    if (block.type === name) return [block];
    return block.type === "dynamic" && block.labels[0]?.value === name
      ? block.body.blocks.filter((it) => it.type === "content")
      : [];
  });
}

/** The argument at a path of nested blocks, such as `authorizer_configuration.custom_jwt_authorizer.allowed_clients`. */
export function at(body: Body, path: string): Attribute | undefined {
  const names = path.split(".");
  let here: Body | undefined = body;
  for (const name of names.slice(0, -1)) here = here && nested(here, name)[0]?.body;
  return here && attributeOf(here, names.at(-1) ?? "");
}

/**
 * Every string that an expression may hold as far as it stands in the text: through lists, conditions, locals and the functions
 * that put lists together. What is interpolated is `${}`.
 */
export function strings(expression: Expression | undefined, module: Module, depth = 0): string[] {
  if (!expression || depth > 20) return [];
  const inner = (it: Expression) => strings(it, module, depth + 1);
  switch (expression.kind) {
    case "literal":
      return [String(expression.value)];
    case "template":
      return [expression.parts.map((it) => (it.kind === "literal" ? String(it.value) : HOLE)).join("")];
    case "list":
      return expression.items.flatMap(inner);
    case "conditional":
      return [...inner(expression.yes), ...inner(expression.no)];
    case "for":
      return inner(expression.value);
    case "call":
      return ["concat", "distinct", "toset", "tolist", "flatten", "compact", "coalesce", "sort"].includes(
        expression.name,
      )
        ? expression.args.flatMap(inner)
        : [];
    case "traversal": {
      const step = expression.steps[0];
      const local = expression.root === "local" && step?.kind === "attr" ? module.locals.get(step.name) : undefined;
      return local ? inner(local.node.value) : [];
    }
    default:
      return [];
  }
}

/** The text of an expression, blanks taken together. */
export function source(found: Pick<Found, "file">, expression: Expression | undefined): string {
  return expression ? found.file.text.slice(expression.span.start, expression.span.end).replaceAll(/\s+/g, " ") : "";
}

/** A finding when the argument is not literally this value. */
export function mustBe(found: Found, path: string, wanted: string | boolean, todo: string): Finding[] {
  const attribute = at(found.node.body, path);
  const value = attribute?.value;
  if (value?.kind === "literal" && value.value === wanted) return [];
  return [finding(found, attribute ?? found.node, `${path} is not ${JSON.stringify(wanted)}`, todo)];
}

/** A finding when the argument is not given, or is null. */
export function mustHave(found: Found, path: string, todo: string): Finding[] {
  const attribute = at(found.node.body, path);
  const isNull = attribute?.value.kind === "literal" && attribute.value.value === null;
  return attribute && !isNull ? [] : [finding(found, attribute ?? found.node, `${path} is missing`, todo)];
}
