locals {
  urls = distinct(concat([var.site_url], var.further_urls))
}

resource "auth0_client" "web" {
  name        = var.name
  description = "The chat site, which signs people in and calls AgentCore as them."
  app_type    = "regular_web"

  callbacks           = [for url in local.urls : "${url}/api/auth/callback/auth0"]
  allowed_logout_urls = [for url in local.urls : "${url}/signin"]

  oidc_conformant   = true
  is_first_party    = true
  cross_origin_auth = false
  grant_types       = ["authorization_code", "refresh_token"]

  organization_usage            = var.organization == null ? null : "require"
  organization_require_behavior = var.organization == null ? null : "no_prompt"

  jwt_configuration {
    alg = "RS256"
  }

  # Each renewal gives a new refresh token. The old one is good for a moment longer, for two instances that renew at once or
  # an answer that was lost; used after that, Auth0 takes it for stolen and ends the whole sign-in.
  refresh_token {
    rotation_type                = "rotating"
    expiration_type              = "expiring"
    leeway                       = var.rotation_leeway_seconds
    token_lifetime               = var.session_max_seconds
    idle_token_lifetime          = var.session_idle_seconds
    infinite_token_lifetime      = false
    infinite_idle_token_lifetime = false
  }
}

resource "auth0_client_credentials" "web" {
  client_id                = auth0_client.web.id
  authentication_method    = "client_secret_post"
  client_secret_wo         = var.client_secret
  client_secret_wo_version = var.client_secret_version
}
