locals {
  log_arns = [
    "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/${var.name}/*",
    "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/ecs/containerinsights/${var.name}/*",
    "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/amplify/*",
    "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/bedrock-agentcore/runtimes/${local.agent_name}-*",
    "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:/aws/vendedlogs/bedrock-agentcore/runtime/${local.agent_name}-*",
  ]
}

# The agent, and how it is watched.
data "aws_iam_policy_document" "agent" {
  # AgentCore names a runtime by an id that it makes, so only the account can be named here.
  statement {
    sid = "Runtimes"
    actions = [
      "bedrock-agentcore:AllowVendedLogDeliveryForResource",
      "bedrock-agentcore:CreateAgentRuntime",
      "bedrock-agentcore:CreateAgentRuntimeEndpoint",
      "bedrock-agentcore:CreateMemory",
      "bedrock-agentcore:CreateWorkloadIdentity",
      "bedrock-agentcore:DeleteAgentRuntimeEndpoint",
      "bedrock-agentcore:GetAgentRuntime",
      "bedrock-agentcore:GetAgentRuntimeEndpoint",
      "bedrock-agentcore:GetMemory",
      "bedrock-agentcore:ListTagsForResource",
      "bedrock-agentcore:TagResource",
      "bedrock-agentcore:UntagResource",
      "bedrock-agentcore:UpdateAgentRuntime",
      "bedrock-agentcore:UpdateAgentRuntimeEndpoint",
      "bedrock-agentcore:UpdateMemory",
    ]
    resources = ["arn:${local.partition}:bedrock-agentcore:${local.region}:${local.account}:*"]
  }

  statement {
    sid       = "Logs"
    resources = concat(local.log_arns, [for arn in local.log_arns : "${arn}:*"])
    actions = [
      "logs:CreateLogGroup",
      "logs:DeleteMetricFilter",
      "logs:DescribeMetricFilters",
      "logs:ListTagsForResource",
      "logs:PutMetricFilter",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ]
  }

  # A search by the beginning of a name is for all of them.
  statement {
    sid       = "FindLogs"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:*"]
  }

  # For vended_logs of the module agent.
  statement {
    sid = "LogsOfCalls"
    actions = [
      "logs:CreateDelivery",
      "logs:DeleteDelivery",
      "logs:DeleteDeliveryDestination",
      "logs:DeleteDeliverySource",
      "logs:GetDelivery",
      "logs:GetDeliveryDestination",
      "logs:GetDeliverySource",
      "logs:PutDeliveryDestination",
      "logs:PutDeliverySource",
    ]
    resources = [
      "arn:${local.partition}:logs:${local.region}:${local.account}:delivery:*",
      "arn:${local.partition}:logs:${local.region}:${local.account}:delivery-destination:${var.name}-calls",
      "arn:${local.partition}:logs:${local.region}:${local.account}:delivery-source:${var.name}-calls",
    ]
  }

  statement {
    sid = "Alarms"
    actions = [
      "cloudwatch:DeleteAlarms",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:ListTagsForResource",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource",
    ]
    resources = [for name in distinct([var.name, local.agent_name]) : "arn:${local.partition}:cloudwatch:${local.region}:${local.account}:alarm:${name}*"]
  }

  statement {
    sid       = "Dashboards"
    actions   = ["cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard"]
    resources = [for name in distinct([var.name, local.agent_name]) : "arn:${local.partition}:cloudwatch::${local.account}:dashboard/${name}*"]
  }

  statement {
    sid = "AlarmsByMail"
    actions = [
      "sns:CreateTopic",
      "sns:GetSubscriptionAttributes",
      "sns:GetTopicAttributes",
      "sns:ListTagsForResource",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:UntagResource",
    ]
    resources = ["arn:${local.partition}:sns:${local.region}:${local.account}:${var.name}-alarms*"]
  }

  # Keys are named by an id of AWS's; the tag is the one that infra/envs/example gives everything. Whoever may give a new key its
  # tag may give it to others too (TagIt), so who may use a key, kms:PutKeyPolicy, is not CI's to change later.
  statement {
    sid = "KeyOfTheAlarms"
    actions = [
      "kms:DescribeKey",
      "kms:EnableKeyRotation",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListResourceTags",
      "kms:UpdateKeyDescription",
    ]
    resources = ["arn:${local.partition}:kms:${local.region}:${local.account}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Project"
      values   = [var.name]
    }
  }

  statement {
    sid       = "MakeIt"
    actions   = ["kms:CreateKey"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Project"
      values   = [var.name]
    }
  }

  statement {
    sid       = "TagIt"
    actions   = ["kms:TagResource"]
    resources = ["arn:${local.partition}:kms:${local.region}:${local.account}:key/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Project"
      values   = [var.name]
    }
  }

  statement {
    sid       = "SeeWhichModelsAProfileLeadsTo"
    actions   = ["bedrock:GetInferenceProfile"]
    resources = local.inference_profile_arns
  }

  statement {
    sid       = "MakePasswords"
    actions   = ["secretsmanager:GetRandomPassword"]
    resources = ["*"]
  }
}
