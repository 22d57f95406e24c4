output "issuer" {
  description = "AUTH0_ISSUER, as tokens have it in iss."
  value       = local.issuer
}

output "audience" {
  description = "AUTH0_AUDIENCE."
  value       = auth0_resource_server.api.identifier
}

output "client_id" {
  description = "AUTH0_CLIENT_ID of the site."
  value       = auth0_client.web.client_id
}

output "cli_client_id" {
  description = "AUTH0_CLI_CLIENT_ID; null without the command line's application."
  value       = one(auth0_client.cli[*].client_id)
}

output "preview_client_id" {
  description = "AUTH0_CLIENT_ID of previews; null without them."
  value       = one(auth0_client.preview[*].client_id)
}

output "allowed_clients" {
  description = "Whose tokens production's AgentCore should accept: not those of previews, where any branch runs."
  value       = concat([auth0_client.web.client_id], auth0_client.cli[*].client_id)
}

output "organization_id" {
  description = "AUTH0_ORGANIZATION; null without one."
  value       = one(auth0_organization.this[*].id)
}
