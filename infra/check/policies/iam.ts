import type { Block } from "../hcl/ast.ts";
import { attributeOf } from "../hcl/ast.ts";
import type { Finding, Project } from "../module.ts";
import { isPolicyDocument, policiesOf } from "./iam-documents.ts";
import { withoutResource } from "./iam-without-resource.ts";
import { at, type Found, find, finding, nested, source, strings } from "./query.ts";

/** Services that AWS says send the account and the ARN for whom they act. */
const CONFUSABLE = ["bedrock-agentcore.amazonaws.com", "ecs-tasks.amazonaws.com", "amplify.amazonaws.com"];

/** What IAM policies here must keep to. */
export function iamPolicies(project: Project): Finding[] {
  const findings: Finding[] = [];
  const keyPolicies = new Set(
    find(project, "resource", "aws_kms_key").map((it) => source(it, at(it.node.body, "policy")?.value)),
  );
  for (const document of find(project, "data", "aws_iam_policy_document")) {
    const isKeyPolicy = keyPolicies.has(`${document.name}.json`);
    for (const statement of nested(document.node.body, "statement")) {
      if (!isKeyPolicy) findings.push(...actionsAndResources(document, statement));
      findings.push(...trust(document, statement));
    }
  }
  for (const type of ["aws_iam_role", "aws_iam_role_policy", "aws_iam_policy"]) {
    for (const role of find(project, "resource", type)) {
      const argument = type === "aws_iam_role" ? "assume_role_policy" : "policy";
      const given = policiesOf(role, argument);
      if (given.length === 0 || !given.every(isPolicyDocument)) {
        findings.push(
          finding(
            role,
            role.node,
            `${argument} is not an aws_iam_policy_document`,
            "Write it as one, which these policies are checked on.",
          ),
        );
      }
    }
  }
  for (const attachment of find(project, "resource", "aws_iam_role_policy_attachment")) {
    const policy = at(attachment.node.body, "policy_arn")?.value;
    // One of the same module is checked above.
    if (policy?.kind !== "traversal" || policy.root !== "aws_iam_policy") {
      findings.push(
        finding(
          attachment,
          attachment.node,
          "attaches a policy that is kept elsewhere",
          "Write out what the role may do.",
        ),
      );
    }
  }
  return findings;
}

function actionsAndResources(document: Found, statement: Block): Finding[] {
  const findings: Finding[] = [];
  const { module } = document;
  const actions = strings(attributeOf(statement.body, "actions")?.value, module);
  const resources = resourcesOf(document, statement);
  for (const action of actions) {
    if (action.includes("*"))
      findings.push(finding(document, statement, `allows the actions ${action}`, "Name each action."));
    if (resources.includes("*")) findings.push(...everywhere(document, statement, action));
    if (action.startsWith("bedrock:Invoke")) {
      const wide = resources.find((it) => /(^|[:/])\*$/.test(it));
      if (wide)
        findings.push(
          finding(document, statement, `allows every model (${wide})`, "Name the profile and the models behind it."),
        );
    }
  }
  for (const not of ["not_actions", "not_resources", "not_principals"]) {
    const given = attributeOf(statement.body, not) ?? nested(statement.body, not)[0];
    if (given) findings.push(finding(document, given, `${not} allows what nobody thought of`, "Name what is allowed."));
  }
  if (!statement.body.attributes.some((it) => it.name === "actions"))
    findings.push(finding(document, statement, "a statement without actions", "Give actions."));
  return findings;
}

/** What is wrong with an action on `*`: AWS has resources for it, or it writes and nothing bounds what. */
function everywhere(document: Found, statement: Block, action: string): Finding[] {
  const known = withoutResource(action);
  if (!known) {
    const todo = "Name the resources; if AWS has none for it, add it to iam-without-resource.ts with the reason.";
    return [finding(document, statement, `allows ${action} on *`, todo)];
  }
  if (!known.condition || hasCondition(statement, known.condition)) return [];
  return [
    finding(
      document,
      statement,
      `allows ${action} on * without a condition on ${known.condition}`,
      "Add the condition: nothing else bounds it.",
    ),
  ];
}

/** Of a statement that a dynamic block makes also what its iterator goes over. */
function resourcesOf(document: Found, statement: Block): string[] {
  const resources = attributeOf(statement.body, "resources")?.value;
  const given = strings(resources, document.module);
  if (!resources || !source(document, resources).includes("statement.value")) return given;
  const maker = document.node.body.blocks.find((it) => it.body.blocks.includes(statement));
  return [...given, ...strings(maker && attributeOf(maker.body, "for_each")?.value, document.module)];
}

function trust(document: Found, statement: Block): Finding[] {
  const findings: Finding[] = [];
  for (const principals of nested(statement.body, "principals")) {
    const who = strings(attributeOf(principals.body, "identifiers")?.value, document.module);
    if (who.includes("*")) findings.push(finding(document, principals, "trusts everybody", "Name the principal."));
    for (const service of who.filter((it) => it.endsWith(".amazonaws.com"))) {
      const wanted = CONFUSABLE.includes(service) ? ["aws:SourceAccount", "aws:SourceArn"] : ["aws:SourceAccount"];
      for (const key of wanted) {
        if (!hasCondition(statement, key)) {
          findings.push(
            finding(
              document,
              statement,
              `${service} is trusted without a condition on ${key}`,
              "Add the condition: the service acts for other accounts too.",
            ),
          );
        }
      }
    }
  }
  return findings;
}

function hasCondition(statement: Block, variable: string): boolean {
  return nested(statement.body, "condition").some((it) => {
    const value = attributeOf(it.body, "variable")?.value;
    const test = attributeOf(it.body, "test")?.value;
    const isPositive = test?.kind === "literal" && /^(String|Arn)(Equals|Like)$/.test(String(test.value));
    return isPositive && value?.kind === "literal" && value.value === variable;
  });
}
