locals {
  clients = concat([auth0_client.web.id], auth0_client.cli[*].id, auth0_client.preview[*].id)

  # Keys that are known before anything is made, so that adding a connection makes its links and touches no other.
  links = merge([
    for connection in var.connection_ids : merge(
      { "${connection} web" = { connection = connection, client = auth0_client.web.id } },
      var.cli ? { "${connection} cli" = { connection = connection, client = auth0_client.cli[0].id } } : {},
      var.preview != null ? { "${connection} preview" = { connection = connection, client = auth0_client.preview[0].id } } : {},
    )
  ]...)
}

# Without sign-up: with it, anybody on the internet could make an account and run up a bill.
resource "auth0_connection" "database" {
  count = var.database == null ? 0 : 1

  name     = var.database
  strategy = "auth0"

  options {
    disable_signup         = true
    brute_force_protection = true
    password_policy        = "good"

    password_no_personal_info {
      enable = true
    }
  }
}

resource "auth0_connection_clients" "database" {
  count = var.database == null ? 0 : 1

  connection_id   = auth0_connection.database[0].id
  enabled_clients = local.clients
}

# One link each: the connection's other applications are somebody else's business.
resource "auth0_connection_client" "existing" {
  for_each = local.links

  connection_id = each.value.connection
  client_id     = each.value.client
}

resource "auth0_organization" "this" {
  count = var.organization == null ? 0 : 1

  name         = var.organization.name
  display_name = var.organization.display_name
}

resource "auth0_organization_connection" "database" {
  count = var.organization != null && var.database != null ? 1 : 0

  organization_id            = auth0_organization.this[0].id
  connection_id              = auth0_connection.database[0].id
  assign_membership_on_login = false
}

resource "auth0_organization_connection" "existing" {
  for_each = var.organization == null ? [] : toset(var.connection_ids)

  organization_id            = auth0_organization.this[0].id
  connection_id              = each.value
  assign_membership_on_login = false
}
