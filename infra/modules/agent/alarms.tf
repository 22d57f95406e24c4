locals {
  # All three, or CloudWatch finds no metric: it matches the whole set of dimensions.
  dimensions = {
    Operation = "InvokeAgentRuntime"
    Name      = "${var.name}::DEFAULT"
    Resource  = aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn
  }

  alarms = {
    system-errors = { metric = "SystemErrors", threshold = 0, text = "AgentCore itself failed. See its status page, and the request ids in the site's log." }
    user-errors   = { metric = "UserErrors", threshold = 20, text = "Many calls were refused. Most often: the authorizer does not fit the tokens, or the agent failed to start." }
    throttles     = { metric = "Throttles", threshold = 5, text = "Calls were over a quota of AgentCore: more sessions at once, or begun a second, than the account may have." }
  }
}

resource "aws_cloudwatch_metric_alarm" "counted" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.text
  namespace           = "AWS/Bedrock-AgentCore"
  metric_name         = each.value.metric
  dimensions          = local.dimensions
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "${var.name}-latency"
  alarm_description   = "Answers take long: the model is slow, or cold starts are."
  namespace           = "AWS/Bedrock-AgentCore"
  metric_name         = "Latency"
  dimensions          = local.dimensions
  extended_statistic  = "p95"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarm_latency_ms
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "agent_errors" {
  alarm_name          = "${var.name}-agent-errors"
  alarm_description   = "The agent logged errors: a provider that fails, a tool that threw, a storage that does not answer."
  namespace           = "AgentCoreChat"
  metric_name         = aws_cloudwatch_log_metric_filter.errors.name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}
