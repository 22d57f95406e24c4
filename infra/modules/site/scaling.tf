resource "aws_appautoscaling_target" "site" {
  count = local.ecs ? 1 : 0

  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this[0].name}/${aws_ecs_service.site[0].name}"
  min_capacity       = var.service.min_tasks
  max_capacity       = var.service.max_tasks
  tags               = var.tags
}

# A stream costs processor time for each event and little memory (docs/operate.md), so the processor is what to go by.
resource "aws_appautoscaling_policy" "cpu" {
  count = local.ecs ? 1 : 0

  name               = "cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.site[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.site[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.site[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value = 60

    # Slowly down: each task that goes cuts the streams that it carries, which then go on elsewhere.
    scale_in_cooldown  = 600
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
