import type { Finding, Project } from "./module.ts";
import { agentcorePolicies } from "./policies/agentcore.ts";
import { auth0Policies } from "./policies/auth0.ts";
import { hostingPolicies } from "./policies/hosting.ts";
import { iamPolicies } from "./policies/iam.ts";
import { secretPolicies } from "./policies/secrets.ts";
import type { ProviderSchema } from "./schema.ts";

/** Where the Terraform would be valid and yet not safe. */
export function checkPolicies(project: Project, schemas: ProviderSchema[]): Finding[] {
  return [
    ...iamPolicies(project),
    ...agentcorePolicies(project),
    ...hostingPolicies(project),
    ...secretPolicies(project, schemas),
    ...auth0Policies(project),
  ];
}
