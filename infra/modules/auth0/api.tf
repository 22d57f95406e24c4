locals {
  issuer = "https://${var.domain}/"
}

resource "auth0_resource_server" "api" {
  name        = "${var.name} API"
  identifier  = var.audience
  signing_alg = "RS256"

  # In this dialect the token has client_id, which AgentCore's allowed_clients is compared with; Auth0's own has azp.
  token_dialect        = "rfc9068_profile"
  token_lifetime       = var.access_token_seconds
  allow_offline_access = true

  skip_consent_for_verifiable_first_party_clients = true

  # New APIs let every application of the tenant have tokens for its users. Here an application needs a grant, and none gets
  # tokens that are for no person.
  subject_type_authorization {
    user {
      policy = "require_client_grant"
    }

    client {
      policy = "deny_all"
    }
  }
}

resource "auth0_client_grant" "web" {
  client_id    = auth0_client.web.id
  audience     = auth0_resource_server.api.identifier
  subject_type = "user"
  scopes       = []
}

resource "auth0_client_grant" "cli" {
  count = var.cli ? 1 : 0

  client_id    = auth0_client.cli[0].id
  audience     = auth0_resource_server.api.identifier
  subject_type = "user"
  scopes       = []
}

resource "auth0_client_grant" "preview" {
  count = var.preview == null ? 0 : 1

  client_id    = auth0_client.preview[0].id
  audience     = auth0_resource_server.api.identifier
  subject_type = "user"
  scopes       = []
}
