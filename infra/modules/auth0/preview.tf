# An application of its own: a wildcard in a callback lets whoever gets a host name below it have people's codes sent there.
# Production has none, and this one can be taken away without touching it.
resource "auth0_client" "preview" {
  count = var.preview == null ? 0 : 1

  name        = "${var.name} previews"
  description = "Preview deployments of the chat site."
  app_type    = "regular_web"

  callbacks           = [for url in var.preview.urls : "${url}/api/auth/callback/auth0"]
  allowed_logout_urls = [for url in var.preview.urls : "${url}/signin"]

  oidc_conformant   = true
  is_first_party    = true
  cross_origin_auth = false
  grant_types       = ["authorization_code", "refresh_token"]

  organization_usage            = var.organization == null ? null : "require"
  organization_require_behavior = var.organization == null ? null : "no_prompt"

  jwt_configuration {
    alg = "RS256"
  }

  refresh_token {
    rotation_type                = "rotating"
    expiration_type              = "expiring"
    leeway                       = var.rotation_leeway_seconds
    token_lifetime               = 86400
    idle_token_lifetime          = 28800
    infinite_token_lifetime      = false
    infinite_idle_token_lifetime = false
  }
}

resource "auth0_client_credentials" "preview" {
  count = var.preview == null ? 0 : 1

  client_id                = auth0_client.preview[0].id
  authentication_method    = "client_secret_post"
  client_secret_wo         = var.preview_client_secret
  client_secret_wo_version = var.client_secret_version
}
