# Classic hosting: requests end after 30 seconds and nothing is streamed, so STREAM_MODE is poll (main.tf). For everything else
# there is amplify/hosting.ts, or host = "ecs".
data "aws_iam_policy_document" "amplify_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["amplify.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:amplify:${local.region}:${local.account}:apps/*"]
    }
  }
}

# Builds and requests write a log. At run time the site needs nothing of AWS, so its compute role may do nothing.
resource "aws_iam_role" "amplify_build" {
  count = local.amplify ? 1 : 0

  name_prefix        = "${var.name}-build-"
  description        = "Builds ${var.name} on Amplify"
  assume_role_policy = data.aws_iam_policy_document.amplify_trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "amplify_build" {
  count = local.amplify ? 1 : 0

  name   = "build"
  role   = aws_iam_role.amplify_build[0].id
  policy = data.aws_iam_policy_document.amplify_build.json
}

data "aws_iam_policy_document" "amplify_build" {
  statement {
    sid       = "FindTheLog"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:*"]
  }

  statement {
    sid       = "WriteTheLog"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/amplify/*"]
  }
}

resource "aws_iam_role" "amplify_compute" {
  count = local.amplify ? 1 : 0

  name_prefix        = "${var.name}-compute-"
  description        = "The site ${var.name} on Amplify: may do nothing"
  assume_role_policy = data.aws_iam_policy_document.amplify_trust.json
  tags               = var.tags
}

resource "aws_amplify_app" "this" {
  count = local.amplify ? 1 : 0

  name                 = var.name
  platform             = "WEB_COMPUTE"
  iam_service_role_arn = aws_iam_role.amplify_build[0].arn
  compute_role_arn     = aws_iam_role.amplify_compute[0].arn

  # amplify.yml in the repository says how it is built, and writes these where the site finds them: Amplify shows its variables
  # to the build only.
  environment_variables = local.environment

  tags = var.tags

  lifecycle {
    # Connected by the command in the output next_command: it needs a token, which would stay in the state.
    ignore_changes = [repository]
  }
}

# Amplify would make it with the first request, without an end, and leave it behind.
resource "aws_cloudwatch_log_group" "amplify" {
  count = local.amplify ? 1 : 0

  name              = "/aws/amplify/${aws_amplify_app.this[0].id}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_amplify_branch" "this" {
  count = local.amplify && var.amplify.connected ? 1 : 0

  app_id            = aws_amplify_app.this[0].id
  branch_name       = var.amplify.branch
  framework         = "Next.js - SSR"
  stage             = "PRODUCTION"
  enable_auto_build = true
  tags              = var.tags

  lifecycle {
    # The secrets, which scripts/amplify-secrets.sh sets, so that they are not in the state.
    ignore_changes = [environment_variables]
  }
}
