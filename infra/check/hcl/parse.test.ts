import { parse as hashicorp } from "@cdktn/hcl2json";
import { describe, expect, it } from "vitest";
import { readTerraformFiles } from "../files.ts";
import type { Block, Body, Expression } from "./ast.ts";
import { parseHcl } from "./parse.ts";

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** What both parsers can be compared by: names, nesting, how many blocks, values without references. */
function summary(body: Body): Json {
  const all: { [name: string]: Json } = {};
  for (const { name, value } of body.attributes) all[name] = constant(value);
  for (const block of body.blocks) place(all, block);
  return all;
}

function place(all: { [name: string]: Json }, block: Block): void {
  let here = all;
  const path = [block.type, ...block.labels.map((it) => it.value)];
  for (const name of path.slice(0, -1)) {
    here[name] ??= {};
    here = here[name] as { [name: string]: Json };
  }
  const last = path.at(-1) ?? "";
  here[last] = [...((here[last] as Json[] | undefined) ?? []), summary(block.body)];
}

function constant(value: Expression): Json {
  if (value.kind === "literal") return value.value;
  if (value.kind === "list") return value.items.map(constant);
  if (value.kind !== "object" || value.items.some((it) => it.name === undefined)) return "*";
  return Object.fromEntries(value.items.map((it) => [it.name ?? "", constant(it.value)]));
}

/** HashiCorp's JSON, with everything that is not constant blotted out; heredocs come without their indentation there. */
function blotted(json: Json, own: Json): Json {
  if (own === "*" || (typeof own === "string" && own.includes("\n"))) return own;
  if (Array.isArray(json)) return json.map((it, at) => blotted(it, Array.isArray(own) ? (own[at] ?? null) : null));
  if (typeof json !== "object" || json === null) return json;
  const fields = own as { [name: string]: Json };
  return Object.fromEntries(Object.entries(json).map(([name, it]) => [name, blotted(it, fields?.[name] ?? null)]));
}

describe("the parser", () => {
  it("reads every file as HashiCorp's does", async () => {
    const files = Object.entries(readTerraformFiles());
    expect(files.length).toBeGreaterThan(30);
    for (const [path, text] of files) {
      const own = summary(parseHcl(text));
      expect(own, path).toEqual(blotted((await hashicorp(path, text)) as Json, own));
    }
  });

  it.each([
    [
      "a heredoc with a template",
      "a = <<-EOT\n  x $" + "{var.b} %{ if var.c }y%{ else }z%{ endif }\n  EOT\n",
      "conditional",
    ],
    ["a for with a condition", "a = { for k, v in var.m : k => v... if v != null }", "for"],
    ["a chain of steps", 'a = aws_x.y[*].b["c"].d[0].e', "traversal"],
    ["a condition over lines in brackets", "a = (\n  var.b\n  ? 1\n  : 2\n)", "conditional"],
    ["an operation", "a = !var.b && var.c * 2 >= -3 || true", "operation"],
  ])("reads %s", (_, text, kind) => {
    const value = parseHcl(text).attributes[0]?.value;
    expect([value, ...(value?.kind === "template" ? value.parts : [])].map((it) => it?.kind)).toContain(kind);
  });

  it("gives the place of what it reads", () => {
    const text = 'resource "a" "b" {\n  c = var.d.e\n}\n';
    const value = parseHcl(text).blocks[0]?.body.attributes[0]?.value;
    expect(value && text.slice(value.span.start, value.span.end)).toBe("var.d.e");
    const last = value?.kind === "traversal" ? value.steps.at(-1) : undefined;
    expect(last && text.slice(last.span.start, last.span.end)).toBe("e");
  });

  it.each([
    ["a block that is not closed", 'a "b" {'],
    ["a string that is not closed", 'a = "b'],
    ["two arguments on a line", "a = 1 b = 2"],
    ["items without a comma", "a = { b = 1 c = 2 }"],
    ["a heredoc without its end", "a = <<EOT\nb\n"],
    ["an unknown escape", 'a = "\\q"'],
    ["a %{ if } that is not closed", 'a = "%{ if b }c"'],
    ["a missing value", "a ="],
  ])("refuses %s, as HashiCorp's does", async (_, text) => {
    expect(() => parseHcl(text)).toThrow();
    await expect(hashicorp("x.tf", text)).rejects.toThrow();
  });
});
