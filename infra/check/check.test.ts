import { describe, expect, it } from "vitest";
import { checkProject, loadSchemas } from "./check.ts";
import { checkFormat } from "./format.ts";
import { loadProject } from "./module.ts";

const schemas = loadSchemas();
const VERSIONS = `
terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.50, < 7"
    }
  }
}
`;
/** A module without a fault; each test adds one. */
const SOUND = `
variable "name" {
  description = "A name."
  type        = string
}

resource "aws_cloudwatch_log_group" "a" {
  name              = var.name
  retention_in_days = 7
}
`;

function findings(text: string, others: { [path: string]: string } = {}): string[] {
  const project = loadProject({ "infra/x/main.tf": VERSIONS + text, ...others });
  return checkProject(project, schemas).map((it) => it.what);
}

describe("the check", () => {
  it("has nothing to say to a sound module", () => expect(findings(SOUND)).toEqual([]));

  it("says where, what and what to do", () => {
    const project = loadProject({
      "infra/x/main.tf": `${VERSIONS}\nresource "aws_cloudwatch_log_group" "a" {\n  nam = "b"\n}\n`,
    });
    const [finding] = checkProject(project, schemas);
    expect(finding).toMatchObject({
      file: "infra/x/main.tf",
      line: 13,
      what: "resource aws_cloudwatch_log_group a has no argument nam",
    });
    expect(finding?.todo).toContain("retention_in_days");
  });

  const group = (body: string, rest = "") => `${SOUND}\nresource "aws_cloudwatch_log_group" "b" {\n${body}\n}\n${rest}`;
  const rule = (body: string) =>
    `${SOUND}\nresource "aws_cloudwatch_log_metric_filter" "b" {\n  name = "b"\n  log_group_name = "c"\n  pattern = "d"\n${body}\n}\n`;
  const METRIC = 'metric_transformation {\n    name = "a"\n    namespace = "b"\n    value = "1"\n  }';

  it.each([
    ["an unknown resource", `${SOUND}\nresource "aws_clodwatch_log_group" "b" {}\n`, /no schema knows the resource/],
    ["an unknown argument", group('nam = "b"'), /has no argument nam/],
    ["an argument that can only be read", group('arn = "b"'), /has no argument arn/],
    ["an argument given twice", group('name = "b"\nname = "c"'), /given twice/],
    ["a missing required argument", `${SOUND}\nresource "aws_ecr_repository" "b" {}\n`, /lacks name/],
    ["a missing required block", rule(""), /lacks a metric_transformation block/],
    ["a block too many", rule(`${METRIC}\n${METRIC}`), /at most 1 metric_transformation/],
    ["an unknown block", group("retention {}"), /has no block retention/],
    ["an argument as block", group("retention_in_days {}"), /has no block retention_in_days/],
    ["a block as argument", rule('metric_transformation = { name = "a" }'), /has no argument metric_transformation/],
    ["an unknown argument in a block", rule(METRIC.replace("value", "valu")), /has no argument valu/],
    [
      "a dynamic block of no kind",
      rule(`${METRIC}\n  dynamic "metrics" {\n    for_each = []\n    content {}\n  }`),
      /has no block metrics/,
    ],
    [
      "a dynamic block without for_each",
      rule('  dynamic "metric_transformation" {\n    content {}\n  }'),
      /lacks for_each/,
    ],
    ["a word for a number", group('retention_in_days = "seven"'), /a number is wanted/],
    ["a list for a string", group('name = ["b"]'), /a string is wanted, not a list/],
    ["an unknown variable", group("name = var.nam"), /no var\.nam/],
    ["an unknown variable in a template", group('name = "a-$' + '{var.nam}"'), /no var\.nam/],
    ["an unknown local", group("name = local.b"), /no local\.b/],
    [
      "an unknown resource in a reference",
      group("name = aws_cloudwatch_log_group.c.name"),
      /no aws_cloudwatch_log_group\.c/,
    ],
    ["an unknown attribute", group("name = aws_cloudwatch_log_group.a.title"), /has no attribute title/],
    [
      "an instance that is not named",
      group(
        'count = 1\n  name = "b"',
        'output "o" {\n  description = "o"\n  value = aws_cloudwatch_log_group.b.name\n}',
      ),
      /is a list and has no attribute name/,
    ],
    [
      "an index into what is one",
      group("name = aws_cloudwatch_log_group.a[0].name"),
      /which this index doesn't fit|has no attribute/,
    ],
    [
      "an index that no key of the local is",
      `${SOUND}\nlocals {\n  keys = { one = "1" }\n}\nresource "aws_cloudwatch_log_group" "b" {\n  for_each = local.keys\n}\nlocals {\n  c = aws_cloudwatch_log_group.b["two"].arn\n}\n`,
      /has no attribute two/,
    ],
    ["each without for_each", group("name = each.key"), /no each\.key/],
    ["count.index without count", group('name = "$' + '{count.index}"'), /no count\.index/],
    ["self in a local", `${SOUND}\nlocals {\n  b = self.arn\n}\n`, /self is only known/],
    ["a word that is nothing", group("name = banana"), /no variable, iterator or resource/],
    ["for_each over a list", group('for_each = ["a"]\n  name = each.key'), /for_each goes over a map or a set/],
    ["count beside for_each", group('count = 1\n  for_each = toset(["a"])\n  name = "b"'), /exclude each other/],
    ["an unknown function", group("name = uper(var.name)"), /no function uper/],
    ["too many arguments", group("name = upper(var.name, 1)"), /takes 1 arguments/],
    [
      "depends_on of nothing",
      group('name = "b"\n  depends_on = [aws_cloudwatch_log_group.c]'),
      /no aws_cloudwatch_log_group\.c/,
    ],
    [
      "depends_on of an attribute",
      group('name = "b"\n  depends_on = [aws_cloudwatch_log_group.a.arn]'),
      /in this module/,
    ],
    [
      "ignore_changes of no argument",
      group('name = "b"\n  lifecycle {\n    ignore_changes = [nam]\n  }'),
      /ignore_changes names nam/,
    ],
    [
      "an unused variable",
      `${SOUND}\nvariable "b" {\n  description = "b"\n  type = string\n}\n`,
      /var\.b is never used/,
    ],
    ["an unused local", `${SOUND}\nlocals {\n  b = 1\n}\n`, /local\.b is never used/],
    ["a data source that is not used", `${SOUND}\ndata "aws_region" "b" {}\n`, /data\.aws_region\.b is never used/],
    [
      "a default of another type",
      `${SOUND.replace("= string", "= string\n  default = []")}`,
      /default of variable name/,
    ],
    ["a type that is none", SOUND.replace("= string", "= text"), /not a type/],
    [
      "a validation of something else",
      SOUND.replace("= string", '= string\n  validation {\n    condition = true\n    error_message = "x"\n  }'),
      /doesn't look at var\.name/,
    ],
    ["two resources of a name", SOUND + SOUND.slice(SOUND.indexOf("resource")), /declared twice/],
    [
      "an ephemeral value in the state",
      group(
        "name = ephemeral.aws_secretsmanager_random_password.b.random_password",
        'ephemeral "aws_secretsmanager_random_password" "b" {}',
      ),
      /is ephemeral/,
    ],
    [
      "an ephemeral value by way of a local",
      group(
        "name = local.b",
        'ephemeral "aws_secretsmanager_random_password" "b" {}\nlocals {\n  b = ephemeral.aws_secretsmanager_random_password.b.random_password\n}',
      ),
      /local\.b is ephemeral|b is ephemeral/,
    ],
    [
      "an output that shows a secret",
      `${SOUND}\nvariable "s" {\n  description = "s"\n  type = string\n  sensitive = true\n}\noutput "o" {\n  description = "o"\n  value = var.s\n}\n`,
      /shows a secret/,
    ],
    ["another provider's block", `${SOUND}\nprovider "awss" {}\n`, /no schema knows the provider/],
    [
      "a provider that is not declared",
      `${SOUND}\nresource "auth0_role" "b" {\n  name = "b"\n}\n`,
      /without naming it in required_providers/,
    ],
  ])("notices %s", (_, text, expected) => {
    expect(findings(text).join("\n")).toMatch(expected);
  });

  it("notices a word that is none of the few", () => {
    const app = 'resource "aws_amplify_app" "b" {\n  name = "b"\n  platform = "WEB_SERVER"\n}\n';
    expect(findings(SOUND + app).join()).toMatch(/"WEB_SERVER" is none of WEB, WEB_COMPUTE, WEB_DYNAMIC/);
  });

  it.each([
    ["a version that is not the checked one", ">= 5, < 6", /leaves out/],
    ["a range without an end", ">= 6.50", /every major version to come/],
  ])("notices %s", (_, range, expected) => {
    const project = loadProject({ "infra/x/main.tf": VERSIONS.replace(">= 6.50, < 7", range) + SOUND });
    expect(
      checkProject(project, schemas)
        .map((it) => it.what)
        .join("\n"),
    ).toMatch(expected);
  });

  describe("of a module call", () => {
    const INNER = `${VERSIONS}${SOUND}\noutput "arn" {\n  description = "a"\n  value = aws_cloudwatch_log_group.a.arn\n}\n`;
    const call = (body: string, value = "module.m.arn") =>
      findings(
        `module "m" {\n  source = "../m"\n${body}\n}\noutput "o" {\n  description = "o"\n  value = ${value}\n}\nresource "aws_cloudwatch_log_group" "z" {}\n`,
        { "infra/m/main.tf": INNER },
      );

    it("has nothing to say when it fits", () => expect(call('  name = "x"')).toEqual([]));
    it("notices a missing variable", () => expect(call("").join()).toMatch(/lacks name/));
    it("notices an unknown argument", () => expect(call('  name = "x"\n  nam = 1').join()).toMatch(/no argument nam/));
    it("notices a value of another type", () => expect(call("  name = []").join()).toMatch(/a string is wanted/));
    it("notices an unknown output", () =>
      expect(call('  name = "x"', "module.m.arm").join()).toMatch(/no attribute arm/));
    it("notices an output that nobody reads", () =>
      expect(call('  name = "x"', "1").join()).toMatch(/no module reads the output arn/));
    it("notices a source that is not there", () =>
      expect(findings('module "m" {\n  source = "../n"\n}\n').join()).toMatch(/no folder of Terraform/));
  });

  it.each([
    ["a tab", 'a "b" {\n\tc = 1\n}\n'],
    ["blanks at a line's end", 'a "b" {\n  c = 1 \n}\n'],
    ["an = that is not aligned", 'a "b" {\n  c = 1\n  long = 2\n}\n'],
  ])("notices %s", (_, text) => expect(checkFormat(loadProject({ "infra/x/main.tf": text }))).not.toEqual([]));
});
