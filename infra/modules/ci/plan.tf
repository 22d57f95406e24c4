# A plan runs what a branch brings: its Terraform can name any program. So it reads the state, in which there is no secret, and
# nothing of what runs: the workflow plans with -refresh=false, against what the last apply has written down.
data "aws_iam_policy_document" "plan" {
  statement {
    sid       = "FindTheState"
    actions   = ["s3:ListBucket"]
    resources = [local.state_arn]

    # env:/ is where Terraform looks for workspaces whenever it begins.
    condition {
      test     = "StringEquals"
      variable = "s3:prefix"
      values   = [var.state.key, "env:/"]
    }
  }

  statement {
    sid       = "ReadTheState"
    actions   = ["s3:GetObject"]
    resources = ["${local.state_arn}/${var.state.key}"]
  }

  dynamic "statement" {
    for_each = var.state.kms_key_arn == null ? [] : [var.state.kms_key_arn]

    content {
      sid       = "DecryptTheState"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "FindTheNewestImage"
    actions   = ["ecr:DescribeImages"]
    resources = local.ecr_arns
  }

  statement {
    sid       = "SeeWhichModelsAProfileLeadsTo"
    actions   = ["bedrock:GetInferenceProfile"]
    resources = local.inference_profile_arns
  }

  # Random ones, which end with the plan.
  statement {
    sid       = "MakePasswords"
    actions   = ["secretsmanager:GetRandomPassword"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "plan" {
  name   = "plan"
  role   = aws_iam_role.this["plan"].id
  policy = data.aws_iam_policy_document.plan.json
}
