locals {
  load_balancer_dimensions = local.ecs ? { LoadBalancer = aws_lb.this[0].arn_suffix } : {}
  target_dimensions        = local.ecs ? merge(local.load_balancer_dimensions, { TargetGroup = aws_lb_target_group.this[0].arn_suffix }) : {}

  site_alarms = local.ecs ? {
    failing = {
      metric     = "HTTPCode_Target_5XX_Count"
      statistic  = "Sum"
      threshold  = 10
      dimensions = local.target_dimensions
      text       = "The site answers with errors of its own. Its log says why, by request id."
    }
    unreachable = {
      metric     = "HTTPCode_ELB_5XX_Count"
      statistic  = "Sum"
      threshold  = 10
      dimensions = local.load_balancer_dimensions
      text       = "The load balancer got no answer from the site: no healthy task, or tasks that died."
    }
    unready = {
      metric     = "UnHealthyHostCount"
      statistic  = "Maximum"
      threshold  = 0
      dimensions = local.target_dimensions
      text       = "A task is not ready. /api/health/ready asks the database only."
    }
  } : {}
}

resource "aws_cloudwatch_metric_alarm" "site" {
  for_each = local.site_alarms

  alarm_name          = "${var.name}-site-${each.key}"
  alarm_description   = each.value.text
  namespace           = "AWS/ApplicationELB"
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "database_storage" {
  count = var.database == "instance" ? 1 : 0

  alarm_name          = "${var.name}-database-storage"
  alarm_description   = "Less than 2 GB are left. Storage grows by itself up to max_storage_gb."
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this[0].identifier }
  statistic           = "Minimum"
  period              = 300
  evaluation_periods  = 2
  comparison_operator = "LessThanThreshold"
  threshold           = 2000000000
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = var.tags
}
