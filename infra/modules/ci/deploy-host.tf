data "aws_iam_policy_document" "ecs" {
  statement {
    sid = "TheService"
    actions = [
      "ecs:CreateCluster",
      "ecs:CreateService",
      "ecs:DescribeClusters",
      "ecs:DescribeServiceDeployments",
      "ecs:DescribeServices",
      "ecs:DescribeTasks",
      "ecs:ListServiceDeployments",
      "ecs:ListTagsForResource",
      "ecs:PutClusterCapacityProviders",
      "ecs:RunTask",
      "ecs:TagResource",
      "ecs:UntagResource",
      "ecs:UpdateCluster",
      "ecs:UpdateClusterSettings",
      "ecs:UpdateService",
    ]
    resources = [
      "arn:${local.partition}:ecs:${local.region}:${local.account}:cluster/${var.name}",
      "arn:${local.partition}:ecs:${local.region}:${local.account}:service/${var.name}/*",
      # By these Terraform sees whether a roll-out ended well (wait_for_steady_state).
      "arn:${local.partition}:ecs:${local.region}:${local.account}:service-deployment/${var.name}/*",
      "arn:${local.partition}:ecs:${local.region}:${local.account}:task/${var.name}/*",
      "arn:${local.partition}:ecs:${local.region}:${local.account}:task-definition/${var.name}-*:*",
    ]
  }

  # What they may become is bounded by which roles may be passed (GiveThemToTheirServices).
  statement {
    sid       = "RegisterTaskDefinitions"
    actions   = ["ecs:RegisterTaskDefinition"]
    resources = ["arn:${local.partition}:ecs:${local.region}:${local.account}:task-definition/${var.name}-*:*"]
  }

  # For these ECS knows no resource. What is deregistered keeps running, and can still be read.
  statement {
    sid       = "ReadAndRetireTaskDefinitions"
    actions   = ["ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [local.region]
    }
  }

  statement {
    sid = "LookUp"
    actions = [
      "application-autoscaling:DescribeScalableTargets",
      "application-autoscaling:DescribeScalingPolicies",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroupRules",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "elasticloadbalancing:DescribeCapacityReservation",
      "elasticloadbalancing:DescribeListenerAttributes",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeTags",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "LookUpTheNetwork"
    actions   = ["ec2:DescribeVpcAttribute"]
    resources = ["arn:${local.partition}:ec2:${local.region}:${local.account}:vpc/*"]
  }

  # Terraform finds some of them by a filter, which AWS authorizes as all of the kind.
  statement {
    sid = "LookUpTheDatabase"
    actions = [
      "rds:DescribeDBClusters",
      "rds:DescribeDBInstances",
      "rds:DescribeDBSubnetGroups",
      "rds:DescribeGlobalClusters",
    ]
    resources = [
      "arn:${local.partition}:rds:${local.region}:${local.account}:cluster:*",
      "arn:${local.partition}:rds:${local.region}:${local.account}:db:*",
      "arn:${local.partition}:rds:${local.region}:${local.account}:subgrp:*",
      "arn:${local.partition}:rds::${local.account}:global-cluster:*",
    ]
  }

  statement {
    sid = "Scaling"
    actions = [
      "application-autoscaling:DeleteScalingPolicy",
      "application-autoscaling:DeregisterScalableTarget",
      "application-autoscaling:ListTagsForResource",
      "application-autoscaling:PutScalingPolicy",
      "application-autoscaling:RegisterScalableTarget",
      "application-autoscaling:TagResource",
      "application-autoscaling:UntagResource",
    ]
    resources = ["arn:${local.partition}:application-autoscaling:${local.region}:${local.account}:scalable-target/*"]
  }

  # Their ids are AWS's to choose, so the account is what can be named.
  statement {
    sid = "SecurityGroups"
    actions = [
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateSecurityGroup",
      "ec2:CreateTags",
      "ec2:DeleteSecurityGroup",
      "ec2:ModifySecurityGroupRules",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
    ]
    resources = [
      "arn:${local.partition}:ec2:${local.region}:${local.account}:security-group/*",
      "arn:${local.partition}:ec2:${local.region}:${local.account}:security-group-rule/*",
      "arn:${local.partition}:ec2:${local.region}:${local.account}:vpc/*",
    ]
  }

  statement {
    sid = "LoadBalancer"
    actions = [
      "elasticloadbalancing:AddTags",
      "elasticloadbalancing:CreateListener",
      "elasticloadbalancing:CreateLoadBalancer",
      "elasticloadbalancing:CreateTargetGroup",
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:DeleteTargetGroup",
      "elasticloadbalancing:ModifyListener",
      "elasticloadbalancing:ModifyListenerAttributes",
      "elasticloadbalancing:ModifyLoadBalancerAttributes",
      "elasticloadbalancing:ModifyTargetGroup",
      "elasticloadbalancing:ModifyTargetGroupAttributes",
      "elasticloadbalancing:RemoveTags",
      "elasticloadbalancing:SetSecurityGroups",
    ]
    resources = [
      for kind in ["loadbalancer/app/${var.name}-", "listener/app/${var.name}-", "targetgroup/site-"] :
      "arn:${local.partition}:elasticloadbalancing:${local.region}:${local.account}:${kind}*"
    ]
  }

  dynamic "statement" {
    for_each = var.zone_id == null ? [] : [var.zone_id]

    content {
      sid       = "TheName"
      actions   = ["route53:ChangeResourceRecordSets", "route53:GetHostedZone", "route53:ListResourceRecordSets"]
      resources = ["arn:${local.partition}:route53:::hostedzone/${statement.value}"]
    }
  }

  dynamic "statement" {
    for_each = var.zone_id == null ? [] : [var.zone_id]

    content {
      sid       = "WaitForTheName"
      actions   = ["route53:GetChange"]
      resources = ["arn:${local.partition}:route53:::change/*"]
    }
  }

  # Making and changing, not deleting.
  statement {
    sid = "Database"
    actions = [
      "rds:AddTagsToResource",
      "rds:CreateDBCluster",
      "rds:CreateDBInstance",
      "rds:CreateDBSubnetGroup",
      "rds:ListTagsForResource",
      "rds:ModifyDBCluster",
      "rds:ModifyDBInstance",
      "rds:ModifyDBSubnetGroup",
      "rds:RemoveTagsFromResource",
    ]
    resources = [
      for kind in ["db", "cluster", "subgrp"] :
      "arn:${local.partition}:rds:${local.region}:${local.account}:${kind}:${var.name}*"
    ]
  }
}

data "aws_iam_policy_document" "amplify" {
  statement {
    sid = "TheApp"
    actions = [
      "amplify:CreateApp",
      "amplify:CreateBranch",
      "amplify:GetApp",
      "amplify:GetBranch",
      "amplify:ListTagsForResource",
      "amplify:TagResource",
      "amplify:UntagResource",
      "amplify:UpdateApp",
      "amplify:UpdateBranch",
    ]
    resources = ["arn:${local.partition}:amplify:${local.region}:${local.account}:apps/*"]
  }
}
