locals {
  metric = [
    "AWS/Bedrock-AgentCore", "Invocations",
    "Operation", local.dimensions.Operation,
    "Name", local.dimensions.Name,
    "Resource", local.dimensions.Resource,
  ]

  # CloudWatch's shorthand: a dot repeats what stands above it.
  widgets = [
    {
      title   = "Calls and sessions"
      stat    = "Sum"
      metrics = [local.metric, [".", "SessionCount", ".", ".", ".", ".", ".", "."]]
    },
    {
      title = "What failed"
      stat  = "Sum"
      metrics = [
        concat(["AWS/Bedrock-AgentCore", "SystemErrors"], slice(local.metric, 2, 8)),
        [".", "UserErrors", ".", ".", ".", ".", ".", "."],
        [".", "Throttles", ".", ".", ".", ".", ".", "."],
        ["AgentCoreChat", aws_cloudwatch_log_metric_filter.errors.name],
      ]
    },
    {
      title   = "How long a call lasts, p95"
      stat    = "p95"
      metrics = [concat(["AWS/Bedrock-AgentCore", "Latency"], slice(local.metric, 2, 8))]
    },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = "${replace(var.name, "_", "-")}-agent"

  dashboard_body = jsonencode({
    widgets = concat(
      [for index, widget in local.widgets : {
        type   = "metric"
        x      = index * 8
        y      = 0
        width  = 8
        height = 6
        properties = {
          title   = widget.title
          region  = local.region
          view    = "timeSeries"
          period  = 300
          stat    = widget.stat
          metrics = widget.metrics
        }
      }],
      [{
        type   = "log"
        x      = 0
        y      = 6
        width  = 24
        height = 8
        properties = {
          title  = "The agent's warnings and errors"
          region = local.region
          view   = "table"
          query  = "SOURCE '${aws_cloudwatch_log_group.runtime["DEFAULT"].name}' | fields @timestamp, msg, err.message | filter level >= 40 | sort @timestamp desc | limit 100"
        }
      }],
    )
  })
}
