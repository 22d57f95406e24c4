# What `terraform apply` needs for the modules agent and site, and nothing that takes data away: databases, secrets, images and
# the state are not CI's to delete. Roles that begin with the name are: whoever can change main can give them rights, so main
# and the environment production have to be guarded (docs/ci.md).
locals {
  role_arn = "arn:${local.partition}:iam::${local.account}:role/${var.name}-*"
}

data "aws_iam_policy_document" "deploy" {
  statement {
    sid       = "FindTheState"
    actions   = ["s3:ListBucket"]
    resources = [local.state_arn]

    # env:/ is where Terraform looks for workspaces whenever it begins.
    condition {
      test     = "StringEquals"
      variable = "s3:prefix"
      values   = [var.state.key, "${var.state.key}.tflock", "env:/"]
    }
  }

  statement {
    sid       = "ReadAndWriteTheState"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${local.state_arn}/${var.state.key}", "${local.state_arn}/${var.state.key}.tflock"]
  }

  statement {
    sid       = "UnlockTheState"
    actions   = ["s3:DeleteObject"]
    resources = ["${local.state_arn}/${var.state.key}.tflock"]
  }

  dynamic "statement" {
    for_each = var.state.kms_key_arn == null ? [] : [var.state.kms_key_arn]

    content {
      sid       = "EncryptTheState"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }

  statement {
    sid = "Repositories"
    actions = [
      "ecr:CreateRepository",
      "ecr:DescribeImages",
      "ecr:DescribeRepositories",
      "ecr:GetLifecyclePolicy",
      "ecr:ListTagsForResource",
      "ecr:PutImageScanningConfiguration",
      "ecr:PutImageTagMutability",
      "ecr:PutLifecyclePolicy",
      "ecr:TagResource",
      "ecr:UntagResource",
    ]
    resources = local.ecr_arns
  }

  statement {
    sid = "RolesOfWhatRuns"
    actions = [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "iam:PutRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ]
    resources = [local.role_arn]
  }

  statement {
    sid       = "GiveThemToTheirServices"
    actions   = ["iam:PassRole"]
    resources = [local.role_arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["bedrock-agentcore.amazonaws.com", "ecs-tasks.amazonaws.com", "amplify.amazonaws.com"]
    }
  }

  # AWS makes these itself when a service is used for the first time.
  statement {
    sid       = "RolesThatServicesBring"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:${local.partition}:iam::${local.account}:role/aws-service-role/*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values = [
        "ecs.amazonaws.com",
        "ecs.application-autoscaling.amazonaws.com",
        "elasticloadbalancing.amazonaws.com",
        "rds.amazonaws.com",
        "network.bedrock-agentcore.amazonaws.com",
        "runtime-identity.bedrock-agentcore.amazonaws.com",
      ]
    }
  }

  # Terraform reads back what it has written. Deleting one is for an administrator.
  statement {
    sid = "Secrets"
    actions = [
      "secretsmanager:CreateSecret",
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:GetSecretValue",
      "secretsmanager:PutSecretValue",
      "secretsmanager:TagResource",
      "secretsmanager:UntagResource",
      "secretsmanager:UpdateSecret",
      "secretsmanager:UpdateSecretVersionStage",
    ]
    resources = [for of in ["site", "preview"] :
      "arn:${local.partition}:secretsmanager:${local.region}:${local.account}:secret:${var.name}/${of}/*"
    ]
  }
}

locals {
  deploy_policies = merge(
    {
      deploy = data.aws_iam_policy_document.deploy.json
      agent  = data.aws_iam_policy_document.agent.json
    },
    var.host == "ecs" ? { ecs = data.aws_iam_policy_document.ecs.json } : {},
    var.host == "amplify" ? { amplify = data.aws_iam_policy_document.amplify.json } : {},
  )
}

# Managed ones, of 6,144 characters each: a role's inline policies share 10,240.
resource "aws_iam_policy" "deploy" {
  for_each = local.deploy_policies

  name        = "ci-${var.name}-${each.key}"
  description = "CI of ${var.name}: ${each.key}"
  policy      = each.value
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "deploy" {
  for_each = local.deploy_policies

  role       = aws_iam_role.this["production"].name
  policy_arn = aws_iam_policy.deploy[each.key].arn
}
