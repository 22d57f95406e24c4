import type { ProviderSchema } from "./schema.ts";

/**
 * Arguments that take one of a few words, which the extracted schemas don't tell. By hand: AgentCore's and Amplify's after the API
 * references (ProtocolConfiguration, NetworkConfiguration, CustomClaimValidation, CreateApp), Auth0's after the provider's documents.
 */
const VALUES: Record<string, string[]> = {
  "aws_bedrockagentcore_agent_runtime.protocol_configuration.server_protocol": ["HTTP", "MCP", "A2A", "AGUI"],
  "aws_bedrockagentcore_agent_runtime.network_configuration.network_mode": ["PUBLIC", "VPC"],
  "aws_bedrockagentcore_agent_runtime.authorizer_configuration.custom_jwt_authorizer.custom_claim.inbound_token_claim_value_type":
    ["STRING", "STRING_ARRAY"],
  "aws_amplify_app.platform": ["WEB", "WEB_COMPUTE", "WEB_DYNAMIC"],
  "auth0_resource_server.token_dialect": [
    "access_token",
    "access_token_authz",
    "rfc9068_profile",
    "rfc9068_profile_authz",
  ],
  "auth0_resource_server.subject_type_authorization.user.policy": ["allow_all", "deny_all", "require_client_grant"],
  "auth0_resource_server.subject_type_authorization.client.policy": ["deny_all", "require_client_grant"],
  "auth0_client_grant.subject_type": ["client", "user"],
  "auth0_client.refresh_token.rotation_type": ["rotating", "non-rotating"],
  "auth0_client.refresh_token.expiration_type": ["expiring", "non-expiring"],
};

/** Adds the words to resources' schemas, as far as these have the argument. Gives the paths that no schema has. */
export function addValues(schemas: ProviderSchema[]): string[] {
  return Object.entries(VALUES).flatMap(([path, values]) => {
    const [type = "", ...names] = path.split(".");
    let body = schemas.map((it) => it.types.resource?.[type]).find((it) => it !== undefined);
    for (const name of names.slice(0, -1)) body = body?.blocks[name]?.body;
    const argument = body?.arguments[names.at(-1) ?? ""];
    if (argument) argument.values = values;
    return argument ? [] : [path];
  });
}
