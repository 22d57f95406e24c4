module "image" {
  source = "../image"
  count  = local.ecs ? 1 : 0

  name         = "${var.name}/site"
  image_digest = var.image_digest
  kms_key_arn  = var.kms_key_arn
  tags         = var.tags

  build = var.source_dir == null ? null : {
    context    = var.source_dir
    dockerfile = "Dockerfile"
    platform   = var.service.architecture == "ARM64" ? "linux/arm64" : "linux/amd64"
    sources = [
      "package.json",
      "package-lock.json",
      ".npmrc",
      "next.config.ts",
      "postcss.config.mjs",
      "tsconfig.json",
      "instrumentation.ts",
      "proxy.ts",
      "Dockerfile",
      "Dockerfile.dockerignore",
      "agent/package.json",
      "dev/container/**",
      "app/**",
      "components/**",
      "lib/**",
      "public/**",
    ]
  }
}

resource "aws_cloudwatch_log_group" "site" {
  count = local.ecs ? 1 : 0

  name              = "/${var.name}/site"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

# Container Insights would make it itself, and leave it behind.
resource "aws_cloudwatch_log_group" "insights" {
  count = local.ecs ? 1 : 0

  name              = "/aws/ecs/containerinsights/${var.name}/performance"
  retention_in_days = 1
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_ecs_cluster" "this" {
  count = local.ecs ? 1 : 0

  name = var.name
  tags = var.tags

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  # Made before and taken away after, so that nothing is written to it when it goes.
  depends_on = [aws_cloudwatch_log_group.insights]
}

locals {
  container = local.ecs ? {
    name      = "site"
    image     = module.image[0].image_uri
    essential = true

    # In the order of their names, or each plan would show a change.
    environment = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]
    secrets     = [for name in sort(keys(local.secret_arns)) : { name = name, valueFrom = local.secret_arns[name] }]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.site[0].name
        awslogs-region        = local.region
        awslogs-stream-prefix = "site"
        # A log that cannot be written must not hold up answers.
        mode            = "non-blocking"
        max-buffer-size = "10m"
      }
    }
  } : null
}

resource "aws_ecs_task_definition" "site" {
  count = local.ecs ? 1 : 0

  family                   = "${var.name}-site"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.service.cpu
  memory                   = var.service.memory
  execution_role_arn       = aws_iam_role.start[0].arn
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.service.architecture
  }

  container_definitions = jsonencode([merge(local.container, {
    portMappings = [{ containerPort = 3000, hostPort = 3000, protocol = "tcp" }]

    # SIGTERM, drain_seconds for answers to end in, a few more to say so, then SIGKILL.
    stopTimeout = var.service.drain_seconds + 10

    # Whether the process answers at all. Whether it can serve people is the load balancer's question.
    healthCheck = {
      command = [
        "CMD", "node", "-e",
        "fetch('http://127.0.0.1:3000/api/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))",
      ]
      interval    = 30
      timeout     = 5
      retries     = 3
      startPeriod = 60
    }
  })])

  # What is running is deregistered after the service has left it, not before: ECS sets no service to a revision that is not
  # active, and a roll-out that fails has to go back to this one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_ecs_service" "site" {
  count = local.ecs ? 1 : 0

  name             = "site"
  cluster          = aws_ecs_cluster.this[0].id
  task_definition  = aws_ecs_task_definition.site[0].arn
  launch_type      = "FARGATE"
  platform_version = "LATEST"
  desired_count    = var.service.min_tasks
  propagate_tags   = "SERVICE"
  tags             = var.tags

  # New ones first: while they start there are as many as before, old and new on one database.
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 90

  # Tasks read secrets when they start: a secret that was made anew needs new tasks.
  force_new_deployment = true
  triggers             = { for name, version in local.secret_versions : name => tostring(version) }

  # `terraform apply` ends when the new tasks serve, and fails when they don't.
  wait_for_steady_state = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = local.task_subnets
    security_groups  = [aws_security_group.task[0].id]
    assign_public_ip = local.public_tasks
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this[0].arn
    container_name   = "site"
    container_port   = 3000
  }

  lifecycle {
    # How many there are is the autoscaler's business.
    ignore_changes = [desired_count]
  }

  depends_on = [
    aws_iam_role_policy.start,
    aws_lb_listener.https,
    aws_secretsmanager_secret_version.database,
    aws_secretsmanager_secret_version.this,
    terraform_data.migrate,
  ]
}
