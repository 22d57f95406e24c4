resource "aws_lb" "this" {
  count = local.ecs ? 1 : 0

  name               = "${var.name}-site"
  load_balancer_type = "application"
  subnets            = var.network.public_subnet_ids
  security_groups    = [aws_security_group.load_balancer[0].id]

  # Answers are streams with a sign of life every 15 seconds. And the site closes a silent connection after 75 (lib/http/keep-alive.ts):
  # the load balancer has to let go of it sooner, or now and then it sends a request where nobody listens any more.
  idle_timeout = 60

  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection
  tags                       = var.tags
}

resource "aws_lb_target_group" "this" {
  count = local.ecs ? 1 : 0

  name_prefix = "site-"
  vpc_id      = var.network.vpc_id
  target_type = "ip"
  protocol    = "HTTP"
  port        = 3000

  # A task that goes gets no new requests for so long, then SIGTERM (stopTimeout in service.tf). A stream that is cut in between
  # goes on at another task from where it was.
  deregistration_delay = 30

  # The database alone decides: a target that is not ready gets no requests. 75 seconds, for ECS replaces it then, which
  # would not help a database that is being restarted.
  health_check {
    path                = "/api/health/ready"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 5
  }

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "https" {
  count = local.ecs ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn
  tags              = var.tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }
}

resource "aws_lb_listener" "http" {
  count = local.ecs ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = 80
  protocol          = "HTTP"
  tags              = var.tags

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_route53_record" "site" {
  count = local.ecs && var.zone_id != null ? 1 : 0

  zone_id = var.zone_id
  name    = trimprefix(var.site_url, "https://")
  type    = "A"

  alias {
    name                   = aws_lb.this[0].dns_name
    zone_id                = aws_lb.this[0].zone_id
    evaluate_target_health = true
  }
}
