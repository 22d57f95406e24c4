# The same image with another command. It runs before the service is touched, so the new version always finds its tables; the
# version that is still running can live with them too (docs/releases.md).
resource "aws_ecs_task_definition" "migrate" {
  count = local.ecs ? 1 : 0

  family                   = "${var.name}-migrate"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.start[0].arn
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.service.architecture
  }

  container_definitions = jsonencode([merge(local.container, {
    name    = "migrate"
    command = ["node", "migrate.mjs"]
  })])
}

resource "terraform_data" "migrate" {
  count = local.ecs ? 1 : 0

  # A new image is a new revision of the task definition.
  triggers_replace = [aws_ecs_task_definition.migrate[0].arn]

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "-eu"]
    command     = "${path.module}/scripts/migrate.sh"

    environment = {
      AWS_REGION       = local.region
      CLUSTER          = aws_ecs_cluster.this[0].name
      TASK_DEFINITION  = aws_ecs_task_definition.migrate[0].arn
      SUBNETS          = join(",", local.task_subnets)
      SECURITY_GROUP   = aws_security_group.task[0].id
      ASSIGN_PUBLIC_IP = local.public_tasks ? "ENABLED" : "DISABLED"
      LOG_GROUP        = aws_cloudwatch_log_group.site[0].name
    }
  }

  depends_on = [
    aws_iam_role_policy.start,
    aws_rds_cluster_instance.this,
    aws_secretsmanager_secret_version.database,
    aws_secretsmanager_secret_version.this,
    aws_vpc_security_group_egress_rule.task_https,
    aws_vpc_security_group_egress_rule.task_other_database,
    aws_vpc_security_group_egress_rule.task_own_database,
    aws_vpc_security_group_ingress_rule.database,
  ]
}
