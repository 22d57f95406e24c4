import { describe, expect, it } from "vitest";
import { readTerraformFiles } from "./files.ts";
import { judgeBeyondSchemas, readMeasure } from "./judge.ts";
import { loadProject } from "./module.ts";

const texts = readTerraformFiles();
const measure = readMeasure();

/** What the policies say when one text in the real files is another; fails when it isn't there to be replaced. */
function planted(path: string, from: string | RegExp, to: string): string {
  const file = `infra/${path}`;
  const before = texts[file] ?? "";
  const after = before.replace(from, to);
  expect(after, `${String(from)} is in ${file}`).not.toBe(before);
  const project = loadProject({ ...texts, [file]: after });
  expect(project.findings).toEqual([]);
  const known = new Set(judgeBeyondSchemas(loadProject(texts), measure).map((it) => it.what));
  const found = judgeBeyondSchemas(project, measure);
  return found
    .map((it) => it.what)
    .filter((it) => !known.has(it))
    .join("\n");
}

const IAM = "modules/agent/iam.tf";
const RUNTIME = "modules/agent/runtime.tf";
const API = "modules/auth0/api.tf";
const WEB = "modules/auth0/web.tf";
const BALANCER = "modules/site/load-balancer.tf";
const NETWORK = "modules/site/network.tf";
const DATABASE = "modules/site/database.tf";

describe("the policies notice", () => {
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
    ["another protocol", RUNTIME, '"AGUI"', '"HTTP"', /server_protocol is not "AGUI"/],
    ["no audience", RUNTIME, "allowed_audience = [var.audience]", "", /allowed_audience is missing/],
    ["no clients", RUNTIME, "allowed_clients = var.allowed_clients", "", /allowed_clients is missing/],
    ["a header more", RUNTIME, '["Authorization"]', '["Authorization", "X-Other"]', /lets X-Other through/],
    ["no Authorization", RUNTIME, '["Authorization"]', "[]", /Authorization does not reach/],
    ["no end of a session", RUNTIME, "max_lifetime ", "max ", /max_lifetime is missing/],
    [
      "a secret in the runtime's settings",
      RUNTIME,
      "MODEL_PROVIDER = ",
      "OPENAI_API_KEY = ",
      /OPENAI_API_KEY would be readable/,
    ],
    ["an image by tag", "modules/image/outputs.tf", "}@$", "}:$", /without its digest/],
    ["tags that move", "modules/image/ecr.tf", '"IMMUTABLE"', '"MUTABLE"', /image_tag_mutability/],
    ["images that nobody scans", "modules/image/ecr.tf", "scan_on_push = true", "scan_on_push = false", /scan_on_push/],
    ["images without encryption", "modules/image/ecr.tf", /encryption_type = .*/, "", /encryption_type is missing/],
    ["a log without an end", "modules/agent/logs.tf", /retention_in_days = .*/, "", /retention_in_days is missing/],
    ["a secret in the state", DATABASE, "password_wo  ", "password  ", /password would be in the state/],
    [
      "an Auth0 secret in the state",
      WEB,
      "client_secret_wo  ",
      "client_secret  ",
      /client_secret would be in the state/,
    ],
    ["a listener without TLS", BALANCER, '"HTTPS"\n  ssl', '"HTTP"\n  ssl', /serves without TLS/],
    ["old TLS", BALANCER, "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08", /old TLS/],
    [
      "a redirect to nowhere safe",
      BALANCER,
      /protocol( +)= "HTTPS"\n( +)status/,
      'protocol = "HTTP"\n status',
      /serves without TLS/,
    ],
    [
      "tasks open to addresses",
      NETWORK,
      "referenced_security_group_id = aws_security_group.load_balancer[0].id",
      'cidr_ipv4 = "0.0.0.0/0"',
      /lets addresses into aws_security_group\.task/,
    ],
    [
      "another port of the load balancer",
      NETWORK,
      "from_port         = 443\n  to_port           = 443",
      "from_port = 22\n  to_port = 22",
      /lets addresses into/,
    ],
    [
      "rules inside a group",
      NETWORK,
      'description = "Tasks',
      'ingress {}\n  description = "Tasks',
      /ingress rule of its own/,
    ],
    [
      "a database that is not encrypted",
      DATABASE,
      "storage_encrypted     = true",
      "storage_encrypted     = false",
      /storage_encrypted/,
    ],
    [
      "a database that is public",
      DATABASE,
      "publicly_accessible    = false",
      "publicly_accessible    = true",
      /publicly_accessible/,
    ],
    ["no backups", DATABASE, /backup_retention_period .*/, "", /backup_retention_period is missing/],
    [
      "sign-up",
      "modules/auth0/people.tf",
      "disable_signup         = true",
      "disable_signup         = false",
      /disable_signup/,
    ],
    ["tokens that don't rotate", WEB, '"rotating"', '"non-rotating"', /rotation_type/],
    [
      "sign-ins without an end",
      WEB,
      "infinite_token_lifetime      = false",
      "infinite_token_lifetime      = true",
      /infinite_token_lifetime/,
    ],
    ["a grant by password", WEB, '"refresh_token"]', '"refresh_token", "password"]', /allows the grant password/],
    [
      "a callback with a wildcard",
      WEB,
      /"[^"]*\/api\/auth\/callback\/auth0"/,
      '"https://*.example.com/api/auth/callback/auth0"',
      /callback with a wildcard/,
    ],
    ["no conformance", WEB, "oidc_conformant   = true", "oidc_conformant   = false", /oidc_conformant/],
    ["another dialect", API, '"rfc9068_profile"', '"access_token"', /token_dialect/],
    ["no refresh tokens", API, "allow_offline_access = true", "allow_offline_access = false", /allow_offline_access/],
    ["every application", API, '"require_client_grant"', '"allow_all"', /user\.policy/],
    ["tokens for machines", API, '"deny_all"', '"require_client_grant"', /client\.policy/],
    ["a grant for machines", API, 'subject_type = "user"', 'subject_type = "client"', /subject_type/],
    [
      "previews among those whom production's agent answers",
      "modules/auth0/outputs.tf",
      "client_id], auth0_client.cli[*]",
      "client_id], auth0_client.preview[*]",
      /allowed_clients has previews' application in it/,
    ],
    [
      "an application without a grant",
      API,
      "auth0_client.web.id",
      "auth0_client.cli[0].id",
      /has no auth0_client_grant/,
    ],
  ])("%s", (_, path, from, to, expected) => {
    expect(planted(path, from, to)).toMatch(expected);
  });
});

describe("the rest of the repository is fitted, so it notices", () => {
  it.each([
    ["a variable of no name", "modules/site/main.tf", "NEXTAUTH_URL ", "NEXTAUTH_ULR ", /NEXTAUTH_ULR is no variable/],
    ["a secret of no name", "modules/site/secrets.tf", "TOKEN_KEYS  ", "TOKENS_KEY  ", /TOKENS_KEY is no variable/],
    [
      "what the script does not read",
      "modules/image/build.tf",
      "PLATFORM          =",
      "PLATFROM          =",
      /does not read PLATFROM/,
    ],
    [
      "a script that is not there",
      "modules/image/build.tf",
      "scripts/push.sh",
      "scripts/pull.sh",
      /script is not there/,
    ],
    ["a key of no container", "modules/site/service.tf", "stopTimeout = ", "stopTimeOut = ", /no key stopTimeOut/],
    ["a key of no lifecycle rule", "modules/image/ecr.tf", "rulePriority = 1", "priority = 1", /no key priority/],
    ["a lifecycle rule that lacks one", "modules/image/ecr.tf", "rulePriority = 1", "", /lacks the key rulePriority/],
    ["a key of no agent", "envs/example/main.tf", "idleSeconds = ", "idle = ", /no key idle/],
    [
      "a variable that no workflow reads",
      "modules/ci/outputs.tf",
      "AWS_PLAN_ROLE_ARN ",
      "AWS_PLAN_ROLE ",
      /no workflow reads vars\.AWS_PLAN_ROLE/,
    ],
    [
      "what is made without the tag that CI's policies ask for",
      "envs/example/versions.tf",
      "Project   =",
      "Product   =",
      /the tag Project is not given/,
    ],
    [
      "a command that names no output",
      "envs/example/outputs.tf",
      "output -raw cli_environment",
      "output -raw cli_env",
      /names the output cli_env/,
    ],
  ])("%s", (_, path, from, to, expected) => {
    expect(planted(path, from, to)).toMatch(expected);
  });
});
