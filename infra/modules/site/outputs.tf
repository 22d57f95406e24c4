output "environment" {
  description = "Every variable of the site that is no secret, as .env.example has them. A host set up elsewhere needs exactly these."
  value       = local.environment
}

output "secrets_command" {
  description = "Prints the secrets as NAME=value lines, from the repository's root."
  value = join(" ", concat(
    ["sh infra/modules/site/scripts/secrets.sh", "${var.name}/site/", local.region],
    local.secret_names,
  ))
}

output "repository_url" {
  description = "Where CI pushes the site's image to; null without ecs."
  value       = one(module.image[*].repository_url)
}

output "load_balancer_dns_name" {
  description = "What the site's name must lead to (CNAME or alias), unless zone_id did it; null without ecs."
  value       = one(aws_lb.this[*].dns_name)
}

output "cluster_name" {
  description = "ECS cluster; null without ecs."
  value       = one(aws_ecs_cluster.this[*].name)
}

output "log_group_name" {
  description = "The site's log; null without ecs."
  value       = one(aws_cloudwatch_log_group.site[*].name)
}

output "amplify_app_id" {
  description = "Id of the Amplify app; null without amplify."
  value       = one(aws_amplify_app.this[*].id)
}

output "amplify_secrets_command" {
  description = "Gives the secrets to the Amplify branch, from the repository's root; null without amplify."
  value = local.amplify ? join(" ", concat(
    ["sh infra/modules/site/scripts/amplify-secrets.sh", aws_amplify_app.this[0].id, var.amplify.branch, "${var.name}/site/", local.region],
    local.secret_names,
  )) : null
}
