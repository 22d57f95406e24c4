locals {
  public_tasks  = try(length(var.network.private_subnet_ids) == 0, false)
  task_subnets  = try(local.public_tasks ? var.network.public_subnet_ids : var.network.private_subnet_ids, [])
  allowed_cidrs = toset(local.ecs ? var.network.allowed_cidrs : [])
}

resource "aws_security_group" "load_balancer" {
  count = local.ecs ? 1 : 0

  name_prefix = "${var.name}-alb-"
  description = "Load balancer of ${var.name}"
  vpc_id      = var.network.vpc_id
  tags        = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  for_each = local.allowed_cidrs

  security_group_id = aws_security_group.load_balancer[0].id
  description       = "HTTPS"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

# Only to be sent to HTTPS.
resource "aws_vpc_security_group_ingress_rule" "http" {
  for_each = local.allowed_cidrs

  security_group_id = aws_security_group.load_balancer[0].id
  description       = "HTTP, redirected"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "load_balancer" {
  count = local.ecs ? 1 : 0

  security_group_id            = aws_security_group.load_balancer[0].id
  description                  = "To the tasks of the site"
  referenced_security_group_id = aws_security_group.task[0].id
  ip_protocol                  = "tcp"
  from_port                    = 3000
  to_port                      = 3000
  tags                         = var.tags
}

resource "aws_security_group" "task" {
  count = local.ecs ? 1 : 0

  name_prefix = "${var.name}-task-"
  description = "Tasks of ${var.name}: from the load balancer only"
  vpc_id      = var.network.vpc_id
  tags        = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "task" {
  count = local.ecs ? 1 : 0

  security_group_id            = aws_security_group.task[0].id
  description                  = "From the load balancer"
  referenced_security_group_id = aws_security_group.load_balancer[0].id
  ip_protocol                  = "tcp"
  from_port                    = 3000
  to_port                      = 3000
  tags                         = var.tags
}

# AgentCore, Auth0, ECR, Secrets Manager and CloudWatch.
resource "aws_vpc_security_group_egress_rule" "task_https" {
  count = local.ecs ? 1 : 0

  security_group_id = aws_security_group.task[0].id
  description       = "HTTPS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "task_own_database" {
  count = local.own_database ? 1 : 0

  security_group_id            = aws_security_group.task[0].id
  description                  = "PostgreSQL"
  referenced_security_group_id = aws_security_group.database[0].id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = var.tags
}

# A database of somebody else's, at an address that only the secret knows.
resource "aws_vpc_security_group_egress_rule" "task_other_database" {
  count = local.ecs && !local.own_database ? 1 : 0

  security_group_id = aws_security_group.task[0].id
  description       = "PostgreSQL"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = var.database_port
  to_port           = var.database_port
  tags              = var.tags
}
