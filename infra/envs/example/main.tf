data "aws_partition" "current" {}

locals {
  # The repository's root, from which images are built.
  source_dir = abspath("${path.module}/../../..")

  # What is printed for people is run in the repository's root, and a copy of this folder has another name.
  chdir            = "-chdir=infra/envs/${basename(abspath(path.module))}"
  site_env_command = "(umask 077; { terraform ${local.chdir} output -raw site_environment; ${module.site.secrets_command}; } > site.env)"

  idle_seconds = 900
  topic_arns   = aws_sns_topic.alarms[*].arn

  agents = [
    {
      id          = "default"
      name        = { en = "Assistant", ja = "アシスタント" }
      arn         = module.agent.runtime_arn
      stop        = "command"
      warm        = true
      idleSeconds = local.idle_seconds
    },
  ]
}

# Two values that are made while Terraform runs and kept by nobody but Auth0 and Secrets Manager.
ephemeral "aws_secretsmanager_random_password" "auth0" {
  password_length     = 64
  exclude_punctuation = true
}

ephemeral "aws_secretsmanager_random_password" "auth0_preview" {
  password_length     = 64
  exclude_punctuation = true
}

module "auth0" {
  source = "../../modules/auth0"

  domain         = coalesce(var.auth0_domain, var.auth0_tenant)
  site_url       = var.site_url
  audience       = var.audience
  database       = var.auth0_database
  connection_ids = var.connection_ids
  roles          = var.roles
  roles_claim    = var.roles_claim
  preview        = length(var.preview_urls) > 0 ? { urls = var.preview_urls } : null

  client_secret         = ephemeral.aws_secretsmanager_random_password.auth0.random_password
  client_secret_version = var.auth0_client_secret_version
  preview_client_secret = ephemeral.aws_secretsmanager_random_password.auth0_preview.random_password
}

module "agent" {
  source = "../../modules/agent"

  name            = replace(var.name, "-", "_")
  issuer          = module.auth0.issuer
  audience        = module.auth0.audience
  allowed_clients = concat(module.auth0.allowed_clients, var.previews_call_agent ? compact([module.auth0.preview_client_id]) : [])

  model_provider   = var.model_provider
  model_id         = var.model_id
  source_dir       = local.source_dir
  image_digest     = var.agent_image_digest
  idle_seconds     = local.idle_seconds
  alarm_topic_arns = local.topic_arns
}

module "site" {
  source = "../../modules/site"

  name        = var.name
  host        = var.host
  site_url    = var.site_url
  agents      = local.agents
  environment = var.environment

  auth0 = {
    issuer          = module.auth0.issuer
    client_id       = module.auth0.client_id
    audience        = module.auth0.audience
    organization_id = module.auth0.organization_id
  }

  auth0_client_secret         = ephemeral.aws_secretsmanager_random_password.auth0.random_password
  auth0_client_secret_version = var.auth0_client_secret_version
  secret_versions             = var.secret_versions

  database            = var.database
  database_url        = var.database_url
  database_secret_arn = var.database_secret_arn
  database_port       = var.database_port
  database_settings   = { protected = var.database_protected }

  network         = var.network
  certificate_arn = var.certificate_arn
  zone_id         = var.zone_id
  source_dir      = local.source_dir
  image_digest    = var.site_image_digest
  amplify         = var.amplify

  alarm_topic_arns = local.topic_arns
}

# Previews read theirs from here; everything else they need is production's, or their own.
resource "aws_secretsmanager_secret" "preview" {
  count = length(var.preview_urls) > 0 ? 1 : 0

  name                    = "${var.name}/preview/AUTH0_CLIENT_SECRET"
  description             = "AUTH0_CLIENT_SECRET of previews of ${var.site_url}"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "preview" {
  count = length(var.preview_urls) > 0 ? 1 : 0

  secret_id                = aws_secretsmanager_secret.preview[0].id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.auth0_preview.random_password
  secret_string_wo_version = var.auth0_client_secret_version
}

resource "aws_sns_topic" "alarms" {
  count = var.alarm_email == null ? 0 : 1

  name              = "${var.name}-alarms"
  kms_master_key_id = aws_kms_key.alarms[0].id
}

# CloudWatch may not use the key that SNS has by default, so alarms to an encrypted topic need one of their own.
resource "aws_kms_key" "alarms" {
  count = var.alarm_email == null ? 0 : 1

  description             = "Alarms of ${var.name}"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  policy                  = data.aws_iam_policy_document.alarms_key.json
}

data "aws_iam_policy_document" "alarms_key" {
  statement {
    sid       = "TheAccountDecides"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${var.account_id}:root"]
    }
  }

  statement {
    sid       = "AlarmsAreSent"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_sns_topic_subscription" "alarms" {
  count = var.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = var.alarm_email
}
