data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  ecs     = var.host == "ecs"
  amplify = var.host == "amplify"

  # What the site is told and anybody may know. Each name is explained in .env.example.
  environment = merge(
    {
      NEXTAUTH_URL    = var.site_url
      AUTH0_ISSUER    = var.auth0.issuer
      AUTH0_CLIENT_ID = var.auth0.client_id
      AUTH0_AUDIENCE  = var.auth0.audience
      AGENTS          = jsonencode(var.agents)
      TRUST_PROXY     = "1"
    },
    var.auth0.organization_id == null ? {} : { AUTH0_ORGANIZATION = var.auth0.organization_id },
    # Fargate puts the task's own host name into HOSTNAME, over the image's 0.0.0.0, and Node would not listen on loopback, where
    # the container's health check asks.
    local.ecs ? { HOSTNAME = "0.0.0.0", RUN_DRAIN_MS = tostring(var.service.drain_seconds * 1000) } : {},
    # Amplify's classic hosting holds answers back until they are whole, and ends a request after 30 seconds. Its build migrates on
    # this branch only.
    local.amplify ? { STREAM_MODE = "poll", PRODUCTION_BRANCH = var.amplify.branch } : {},
    var.environment,
  )
}
