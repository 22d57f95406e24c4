# No ingress rule at all: AgentCore reaches the container by its own way, nothing in the VPC has business there.
resource "aws_security_group" "agent" {
  count = var.vpc == null ? 0 : 1

  name_prefix = "${var.name}-agent-"
  description = "AgentCore runtime ${var.name}: outgoing only"
  vpc_id      = var.vpc.vpc_id
  tags        = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

# Bedrock, ECR, CloudWatch and whatever the agent's tools call by HTTPS.
resource "aws_vpc_security_group_egress_rule" "https" {
  count = var.vpc == null ? 0 : 1

  security_group_id = aws_security_group.agent[0].id
  description       = "HTTPS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "tools" {
  for_each = { for rule in try(var.vpc.egress, []) : "${rule.cidr}:${rule.port}" => rule }

  security_group_id = aws_security_group.agent[0].id
  description       = each.value.description
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = var.tags
}
