output "github_variables" {
  description = "Repository variables for the workflows, by name. None is a secret."
  value = {
    AWS_REGION           = local.region
    AWS_PLAN_ROLE_ARN    = aws_iam_role.this["plan"].arn
    AWS_BUILD_ROLE_ARN   = aws_iam_role.this["build"].arn
    AWS_DEPLOY_ROLE_ARN  = aws_iam_role.this["production"].arn
    AGENT_ECR_REPOSITORY = "${var.name}/agent"
    SITE_ECR_REPOSITORY  = var.host == "ecs" ? "${var.name}/site" : ""
  }
}

output "next_command" {
  description = "Sets them, with GitHub's command line."
  value       = "terraform output -json github_variables | jq -r 'to_entries[] | select(.value != \"\") | \"\\(.key)=\\(.value)\"' | gh variable set --repo ${var.repository} --env-file -"
}

output "subjects" {
  description = "What GitHub has to say of a job for it to get each role."
  value       = { for name in keys(local.roles) : name => "${local.subject}:environment:${name}" }
}
