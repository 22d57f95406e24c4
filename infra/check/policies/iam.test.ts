import { describe, expect, it } from "vitest";
import { planted } from "../planted.testing.ts";

const IAM = "modules/agent/iam.tf";

describe("the policies of IAM notice", () => {
  it.each([
    ["every action", IAM, '"ecr:BatchGetImage"', '"ecr:*"', /allows the actions ecr:\*/],
    [
      "* where AWS has resources",
      IAM,
      "resources = [module.image.repository_arn]",
      'resources = ["*"]',
      /allows ecr:BatchGetImage on \*/,
    ],
    [
      "metrics of every namespace",
      IAM,
      "cloudwatch:namespace",
      "aws:RequestedRegion",
      /PutMetricData on \* without a condition on cloudwatch:namespace/,
    ],
    [
      "what writes on *, bounded by nothing",
      "modules/ci/deploy-host.tf",
      "aws:RequestedRegion",
      "aws:PrincipalAccount",
      /ecs:DeregisterTaskDefinition on \* without a condition on aws:RequestedRegion/,
    ],
    [
      "keys of any project",
      "modules/ci/deploy-agent.tf",
      /(CreateKey[^}]*)aws:RequestTag\/Project/,
      "$1aws:RequestTag/Other",
      /kms:CreateKey on \* without a condition on aws:RequestTag\/Project/,
    ],
    [
      "a write among what only reads",
      "modules/ci/deploy-host.tf",
      '"ec2:DescribeVpcs"',
      '"ec2:DeleteVpc"',
      /allows ec2:DeleteVpc on \*/,
    ],
    [
      "lists of databases on *",
      "modules/ci/deploy-host.tf",
      '"ec2:DescribeVpcs"',
      '"rds:DescribeDBInstances"',
      /allows rds:DescribeDBInstances on \*/,
    ],
    ["every model", "modules/agent/model.tf", /foundation-model\/\$\{var\.model_id\}/, "*", /allows every model/],
    [
      "trust without the account",
      IAM,
      '"aws:SourceAccount"',
      '"aws:PrincipalTag"',
      /without a condition on aws:SourceAccount/,
    ],
    [
      "trust without the service's ARN",
      IAM,
      '"aws:SourceArn"',
      '"aws:PrincipalTag"',
      /without a condition on aws:SourceArn/,
    ],
    [
      "a condition turned round",
      IAM,
      '"StringEquals"',
      '"StringNotEquals"',
      /without a condition on aws:SourceAccount/,
    ],
    [
      "tasks' trust without the account",
      "modules/site/iam.tf",
      '"aws:SourceAccount"',
      '"aws:PrincipalTag"',
      /ecs-tasks.*aws:SourceAccount/,
    ],
    [
      "a policy as JSON",
      IAM,
      "policy = data.aws_iam_policy_document.execution.json",
      "policy = jsonencode({})",
      /not an aws_iam_policy_document/,
    ],
    [
      "a policy as JSON in a map",
      "modules/ci/deploy.tf",
      "data.aws_iam_policy_document.amplify.json",
      "jsonencode({})",
      /aws_iam_policy\.deploy: policy is not an aws_iam_policy_document/,
    ],
    [
      "a policy that is the key of a map",
      "modules/ci/deploy.tf",
      "each.value",
      "each.key",
      /aws_iam_policy\.deploy: policy is not an aws_iam_policy_document/,
    ],
    [
      "a map of policies that can't be looked into",
      "modules/ci/deploy.tf",
      "for_each = local.deploy_policies\n\n  name ",
      "for_each = var.tags\n\n  name ",
      /aws_iam_policy\.deploy: policy is not an aws_iam_policy_document/,
    ],
    [
      "trust as JSON, of each role",
      "modules/ci/main.tf",
      "data.aws_iam_policy_document.trust[each.key].json",
      "jsonencode({})",
      /aws_iam_role\.this: assume_role_policy is not an aws_iam_policy_document/,
    ],
    [
      "a policy of somebody else's",
      "modules/ci/deploy.tf",
      "aws_iam_policy.deploy[each.key].arn",
      '"arn:aws:iam::aws:policy/AdministratorAccess"',
      /attaches a policy that is kept elsewhere/,
    ],
  ])("%s", (_, path, from, to, expected) => {
    expect(planted(path, from, to)).toMatch(expected);
  });
});
