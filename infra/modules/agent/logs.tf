# AgentCore writes to groups of these names. It may not make them (iam.tf), so they have an end, and `terraform destroy` takes
# them along.
resource "aws_cloudwatch_log_group" "runtime" {
  for_each = setunion(["DEFAULT"], keys(var.endpoints))

  name              = "${local.log_prefix}/${aws_bedrockagentcore_agent_runtime.this.agent_runtime_id}-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

# The agent's log is one JSON object a line, and pino's error is 50.
resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "${var.name}-errors"
  log_group_name = aws_cloudwatch_log_group.runtime["DEFAULT"].name
  pattern        = "{ $.level >= 50 }"

  metric_transformation {
    name      = "${var.name}-errors"
    namespace = "AgentCoreChat"
    value     = "1"
    unit      = "Count"
  }
}

resource "aws_cloudwatch_log_group" "vended" {
  count = var.vended_logs ? 1 : 0

  name              = "/aws/vendedlogs/bedrock-agentcore/runtime/${aws_bedrockagentcore_agent_runtime.this.agent_runtime_id}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_delivery_source" "vended" {
  count = var.vended_logs ? 1 : 0

  name         = "${replace(var.name, "_", "-")}-calls"
  log_type     = "APPLICATION_LOGS"
  resource_arn = aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn
  tags         = var.tags
}

resource "aws_cloudwatch_log_delivery_destination" "vended" {
  count = var.vended_logs ? 1 : 0

  name = "${replace(var.name, "_", "-")}-calls"
  tags = var.tags

  delivery_destination_configuration {
    destination_resource_arn = aws_cloudwatch_log_group.vended[0].arn
  }
}

resource "aws_cloudwatch_log_delivery" "vended" {
  count = var.vended_logs ? 1 : 0

  delivery_source_name     = aws_cloudwatch_log_delivery_source.vended[0].name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.vended[0].arn
  tags                     = var.tags
}
