# Roles that the workflows in .github/workflows take with a token that GitHub signs for one job: no key of AWS is kept anywhere.
# An administrator applies this once, by hand (infra/envs/ci); the roles cannot change themselves.
data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.oidc_provider_arn != null ? var.oidc_provider_arn : aws_iam_openid_connect_provider.github[0].arn

  # repo:OWNER/NAME, or repo:OWNER@1/NAME@2 where GitHub writes the ids.
  parts   = split("/", var.repository)
  subject = var.repository_ids == null ? "repo:${var.repository}" : "repo:${local.parts[0]}@${var.repository_ids.owner}/${local.parts[1]}@${var.repository_ids.repository}"

  # Which job may take which role is a rule of GitHub's environments: their branches, and who has to agree.
  roles = {
    plan       = "Reads Terraform's state and says what a pull request would change"
    build      = "Pushes images"
    production = "Applies Terraform on main"
  }

  # AgentCore's names have no hyphens.
  agent_name = replace(var.name, "-", "_")
  ecr_arns = [
    "arn:${local.partition}:ecr:${local.region}:${local.account}:repository/${var.name}/agent",
    "arn:${local.partition}:ecr:${local.region}:${local.account}:repository/${var.name}/site",
  ]
  # Those of AWS (global., us., eu. …), and the account's own.
  inference_profile_arns = [
    "arn:${local.partition}:bedrock:${local.region}:${local.account}:inference-profile/*",
    "arn:${local.partition}:bedrock:${local.region}:${local.account}:application-inference-profile/*",
  ]
  state_arn = "arn:${local.partition}:s3:::${var.state.bucket}"
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.oidc_provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

data "aws_iam_policy_document" "trust" {
  for_each = local.roles

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    # Equal, not like: one repository, and of it the jobs of one environment.
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["${local.subject}:environment:${each.key}"]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  # Not "name-…": what CI may change begins so, and these it must not.
  name                 = "ci-${var.name}-${each.key}"
  description          = each.value
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600
  tags                 = var.tags
}
