# Every secret is made while Terraform runs and handed to Secrets Manager by a write-only argument: none is in the state or a plan.
locals {
  own_database = contains(["instance", "aurora"], var.database)

  secret_names = concat(
    ["NEXTAUTH_SECRET", "TOKEN_KEYS", "SESSION_ID_KEY", "AUTH0_CLIENT_SECRET"],
    local.own_database || var.database == "given" ? ["DATABASE_URL"] : [],
  )

  secret_values = {
    # 32 characters of about 6.5 bits each are 32 bytes when the site decodes them.
    NEXTAUTH_SECRET     = base64encode(ephemeral.aws_secretsmanager_random_password.key["NEXTAUTH_SECRET"].random_password)
    TOKEN_KEYS          = base64encode(ephemeral.aws_secretsmanager_random_password.key["TOKEN_KEYS"].random_password)
    SESSION_ID_KEY      = base64encode(ephemeral.aws_secretsmanager_random_password.key["SESSION_ID_KEY"].random_password)
    AUTH0_CLIENT_SECRET = var.auth0_client_secret
  }

  secret_versions = merge(
    { for name in local.secret_names : name => lookup(var.secret_versions, name, 1) },
    { AUTH0_CLIENT_SECRET = var.auth0_client_secret_version },
  )

  # What a task is given, and what its role may read.
  secret_arns = merge(
    { for name, secret in aws_secretsmanager_secret.this : name => secret.arn },
    var.database == "secret" ? { DATABASE_URL = var.database_secret_arn } : {},
  )
}

ephemeral "aws_secretsmanager_random_password" "key" {
  for_each = toset(["NEXTAUTH_SECRET", "TOKEN_KEYS", "SESSION_ID_KEY"])

  password_length = 32
}

resource "aws_secretsmanager_secret" "this" {
  for_each = toset(local.secret_names)

  name                    = "${var.name}/site/${each.key}"
  description             = "${each.key} of the chat site ${var.site_url}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.secret_recovery_days
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each = { for name, secret in aws_secretsmanager_secret.this : name => secret if name != "DATABASE_URL" }

  secret_id                = each.value.id
  secret_string_wo         = local.secret_values[each.key]
  secret_string_wo_version = local.secret_versions[each.key]
}

# Apart from the others, which do not wait for a database: Auth0 and Secrets Manager get the client secret in the same minute, and
# a database that fails to come up does not leave it with one of them.
resource "aws_secretsmanager_secret_version" "database" {
  count = contains(local.secret_names, "DATABASE_URL") ? 1 : 0

  secret_id                = aws_secretsmanager_secret.this["DATABASE_URL"].id
  secret_string_wo         = local.database_url
  secret_string_wo_version = local.secret_versions["DATABASE_URL"]
}
