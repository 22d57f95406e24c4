# The command line signs in by the device flow. It can keep no secret, so it has none: the provider makes native applications
# with the authentication method none. (auth0_client_credentials would put the secret that nobody uses into the state.)
resource "auth0_client" "cli" {
  count = var.cli ? 1 : 0

  name        = "${var.name} command line"
  description = "npm run agentcore -- login"
  app_type    = "native"

  oidc_conformant   = true
  is_first_party    = true
  cross_origin_auth = false
  grant_types       = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]

  jwt_configuration {
    alg = "RS256"
  }

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
