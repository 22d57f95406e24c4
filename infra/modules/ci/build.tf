# Its job runs the installation scripts of no package (npm ci --ignore-scripts), but it does run what is on main; so it pushes
# images under new tags, and can neither change a tag that there is nor deploy anything.
data "aws_iam_policy_document" "build" {
  # ECR gives tokens for no repository in particular.
  statement {
    sid       = "LogInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "PushImages"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
    resources = local.ecr_arns
  }
}

resource "aws_iam_role_policy" "build" {
  name   = "build"
  role   = aws_iam_role.this["build"].id
  policy = data.aws_iam_policy_document.build.json
}
