resource "auth0_role" "this" {
  for_each = var.roles

  name        = each.key
  description = each.value
}

resource "auth0_action" "roles" {
  count = var.roles_claim == null ? 0 : 1

  name    = "${var.name}: roles in the access token"
  runtime = "node22"
  deploy  = true

  # Only in tokens for this API: others' do not get longer by it. AgentCore lets 4 KB of a header through.
  code = <<-EOT
    exports.onExecutePostLogin = async (event, api) => {
      if (event.resource_server?.identifier !== ${jsonencode(var.audience)}) return;
      api.accessToken.setCustomClaim(${jsonencode(var.roles_claim)}, event.authorization?.roles ?? []);
    };
  EOT

  supported_triggers {
    id      = "post-login"
    version = "v3"
  }
}

# Adds this one at the end of the flow and leaves the tenant's others where they are.
resource "auth0_trigger_action" "roles" {
  count = var.roles_claim == null ? 0 : 1

  trigger   = "post-login"
  action_id = auth0_action.roles[0].id
}
