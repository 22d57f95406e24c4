data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["bedrock-agentcore.amazonaws.com"]
    }

    # Only for runtimes of this account: the service acts for everybody's.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:bedrock-agentcore:${local.region}:${local.account}:*"]
    }
  }
}

resource "aws_iam_role" "execution" {
  name_prefix        = "${substr(replace(var.name, "_", "-"), 0, 24)}-agent-"
  description        = "What the agent ${var.name} may do in AWS"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "execution" {
  name   = "agent"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "PullTheImage"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [module.image.repository_arn]
  }

  # ECR gives tokens for no repository in particular.
  statement {
    sid       = "LogInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  # Without logs:CreateLogGroup: Terraform makes the groups (logs.tf). With it AgentCore makes one first, without an end, and a
  # last line that is written after a `terraform destroy` would bring it back.
  statement {
    sid       = "FindTheLog"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:*"]
  }

  statement {
    sid       = "OpenTheLog"
    actions   = ["logs:DescribeLogStreams"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_prefix}/${var.name}-*"]
  }

  statement {
    sid       = "WriteTheLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_prefix}/${var.name}-*:log-stream:*"]
  }

  # X-Ray knows no resources for these.
  statement {
    sid = "WriteTraces"
    actions = [
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]
    resources = ["*"]
  }

  # Nor does CloudWatch, but its namespaces can be told apart.
  statement {
    sid       = "WriteMetrics"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["bedrock-agentcore"]
    }
  }

  # For AgentCore Identity. New runtimes get it by a service-linked role; a tool that asks for tokens itself needs it here.
  statement {
    sid = "ActForThePerson"
    actions = [
      "bedrock-agentcore:GetWorkloadAccessToken",
      "bedrock-agentcore:GetWorkloadAccessTokenForJWT",
      "bedrock-agentcore:GetWorkloadAccessTokenForUserId",
    ]
    resources = [
      "arn:${local.partition}:bedrock-agentcore:${local.region}:${local.account}:workload-identity-directory/default",
      "arn:${local.partition}:bedrock-agentcore:${local.region}:${local.account}:workload-identity-directory/default/workload-identity/${var.name}-*",
    ]
  }

  dynamic "statement" {
    for_each = data.aws_bedrock_inference_profile.model[*].inference_profile_arn

    content {
      sid       = "CallTheProfile"
      actions   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = local.uses_bedrock ? [local.model_arns] : []

    content {
      sid       = "CallItsModels"
      actions   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = statement.value

      # Through the profile only, where there is one.
      dynamic "condition" {
        for_each = data.aws_bedrock_inference_profile.model[*].inference_profile_arn

        content {
          test     = "StringEquals"
          variable = "bedrock:InferenceProfileArn"
          values   = [condition.value]
        }
      }
    }
  }

  dynamic "statement" {
    for_each = aws_bedrockagentcore_memory.this[*].arn

    content {
      sid = "RememberAndRecall"
      actions = [
        "bedrock-agentcore:CreateEvent",
        "bedrock-agentcore:GetEvent",
        "bedrock-agentcore:GetMemoryRecord",
        "bedrock-agentcore:ListEvents",
        "bedrock-agentcore:ListMemoryRecords",
        "bedrock-agentcore:ListSessions",
        "bedrock-agentcore:RetrieveMemoryRecords",
      ]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.policy_statements

    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}
