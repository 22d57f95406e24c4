output "site_environment" {
  description = "The site's variables that are no secrets, as lines for a file or a host's settings: terraform output -raw site_environment"
  value       = join("", [for name, value in module.site.environment : "${name}=${value}\n"])
}

output "secrets_command" {
  description = "Prints the site's secrets as NAME=value lines; run it from the repository's root."
  value       = module.site.secrets_command
}

output "site_env_command" {
  description = "Writes the site's whole environment to site.env, in the repository's root, for npm run doctor or a host of your own."
  value       = local.site_env_command
}

output "runtime_arn" {
  description = "The agent's runtime."
  value       = module.agent.runtime_arn
}

output "agent_log_group" {
  description = "Where the agent's log is."
  value       = module.agent.log_group_name
}

output "agent_repository" {
  description = "Where CI pushes the agent's image to."
  value       = module.agent.repository_url
}

output "site_repository" {
  description = "Where CI pushes the site's image to; null without ecs."
  value       = module.site.repository_url
}

output "site_log_group" {
  description = "Where the site's log is; null without ecs."
  value       = module.site.log_group_name
}

output "site_cluster" {
  description = "ECS cluster of the site, whose service is called site; null without ecs."
  value       = module.site.cluster_name
}

output "preview_client_id" {
  description = "AUTH0_CLIENT_ID of previews; null without them."
  value       = module.auth0.preview_client_id
}

output "preview_secret_command" {
  description = "Prints AUTH0_CLIENT_SECRET of previews; null without them."
  value = one([for secret in aws_secretsmanager_secret.preview :
    "aws secretsmanager get-secret-value --region ${var.region} --secret-id ${secret.name} --query SecretString --output text"
  ])
}

output "cli_environment" {
  description = "What the command line needs: eval \"$(terraform output -raw cli_environment)\""
  value = join("\n", [
    "export AUTH0_ISSUER=${module.auth0.issuer}",
    "export AUTH0_AUDIENCE=${module.auth0.audience}",
    module.auth0.cli_client_id == null ? "# No command line: cli = false." : "export AUTH0_CLI_CLIENT_ID=${module.auth0.cli_client_id}",
    "export BEDROCK_AGENTCORE_RUNTIME_ARN=${module.agent.runtime_arn}",
    "",
  ])
}

output "next_command" {
  description = "What to do now."
  value = {
    ecs = <<-EOT
      # ${var.zone_id == null ? "Let ${trimprefix(var.site_url, "https://")} lead to ${coalesce(module.site.load_balancer_dns_name, "-")} (CNAME), then:" : "The name is set. In a minute or two:"}
      curl -fsS ${var.site_url}/api/health/ready
      # Sign in there; from here, ask the agent, and look at every part that can be reached:
      eval "$(terraform ${local.chdir} output -raw cli_environment)"
      npm run -s agentcore -- login && npm run -s agentcore -- check "$BEDROCK_AGENTCORE_RUNTIME_ARN"
      ${local.site_env_command}
      npm run -s doctor -- --env-file site.env
    EOT

    amplify = <<-EOT
      # 1. Once: connect the repository, with a GitHub token (admin:repo_hook) that is good for a day. Amplify does not keep it.
      printf 'token: '; stty -echo; read -r token; stty echo; printf '{"appId":"%s","repository":"https://github.com/OWNER/REPOSITORY","accessToken":"%s"}' ${coalesce(module.site.amplify_app_id, "-")} "$token" |
        aws amplify update-app --region ${var.region} --cli-input-json file:///dev/stdin --query app.repository
      # 2. amplify = { branch = "main", connected = true } in terraform.tfvars, and terraform apply
      # 3. ${coalesce(module.site.amplify_secrets_command, "-")}
      # 4. aws amplify start-job --region ${var.region} --app-id ${coalesce(module.site.amplify_app_id, "-")} --branch-name ${var.amplify.branch} --job-type RELEASE
    EOT

    none = <<-EOT
      # Vercel, in the folder that is linked with the project:
      { terraform ${local.chdir} output -raw site_environment; ${module.site.secrets_command}; } |
        while read -r line; do printf '%s' "$${line#*=}" | vercel env add "$${line%%=*}" production --force; done
      # A host of your own reads the same lines from a file that only you can read:
      ${local.site_env_command}
      # Put DATABASE_URL into it, migrate (DATABASE_URL=… npm run db:migrate), and:
      npm run -s doctor -- --env-file site.env
    EOT
  }[var.host]
}
