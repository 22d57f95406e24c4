resource "aws_bedrockagentcore_agent_runtime" "this" {
  agent_runtime_name = var.name
  description        = var.description
  role_arn           = aws_iam_role.execution.arn

  agent_runtime_artifact {
    container_configuration {
      # By digest: a push changes this argument, so the runtime gets a new version in place and keeps its ARN.
      container_uri = module.image.image_uri
    }
  }

  protocol_configuration {
    server_protocol = "AGUI"
  }

  authorizer_configuration {
    custom_jwt_authorizer {
      discovery_url    = "${var.issuer}.well-known/openid-configuration"
      allowed_audience = [var.audience]
      # The audience alone would also let in tokens that other applications of the tenant were given for this API.
      allowed_clients = var.allowed_clients
      allowed_scopes  = length(var.allowed_scopes) > 0 ? var.allowed_scopes : null

      dynamic "custom_claim" {
        for_each = var.required_claims

        content {
          inbound_token_claim_name       = custom_claim.key
          inbound_token_claim_value_type = "STRING"

          authorizing_claim_match_value {
            claim_match_operator = "EQUALS"

            claim_match_value {
              match_value_string = custom_claim.value
            }
          }
        }
      }
    }
  }

  request_header_configuration {
    # The agent reads from it for whom it acts. Trace headers come through without being listed.
    request_header_allowlist = concat(["Authorization"], var.request_headers)
  }

  lifecycle_configuration {
    idle_runtime_session_timeout = var.idle_seconds
    max_lifetime                 = var.max_lifetime_seconds
  }

  network_configuration {
    network_mode = var.vpc == null ? "PUBLIC" : "VPC"

    dynamic "network_mode_config" {
      for_each = var.vpc == null ? [] : [var.vpc]

      content {
        security_groups = [aws_security_group.agent[0].id]
        subnets         = network_mode_config.value.subnet_ids
      }
    }
  }

  dynamic "filesystem_configuration" {
    for_each = var.session_storage ? [local.session_storage] : []

    content {
      session_storage {
        mount_path = filesystem_configuration.value
      }
    }
  }

  environment_variables = merge(
    {
      AWS_REGION     = local.region
      MODEL_PROVIDER = var.model_provider
    },
    var.model_provider == "bedrock" ? { MODEL_ID = var.model_id } : {},
    var.session_storage ? { SESSION_STORAGE = local.session_storage } : {},
    var.memory == null ? {} : { MEMORY_ID = aws_bedrockagentcore_memory.this[0].id },
    var.environment,
  )

  tags = var.tags

  lifecycle {
    precondition {
      condition     = var.idle_seconds <= var.max_lifetime_seconds
      error_message = "idle_seconds must not be longer than max_lifetime_seconds."
    }
  }

  # The role must be able to pull before the runtime is made; its ARN alone says nothing of the policy.
  depends_on = [aws_iam_role_policy.execution]
}

resource "aws_bedrockagentcore_agent_runtime_endpoint" "this" {
  for_each = var.endpoints

  agent_runtime_id      = aws_bedrockagentcore_agent_runtime.this.agent_runtime_id
  name                  = each.key
  agent_runtime_version = coalesce(each.value, aws_bedrockagentcore_agent_runtime.this.agent_runtime_version)
  tags                  = var.tags
}
