import { type Finding, findingAt, type Project } from "../module.ts";
import { at, type Found, find, finding, mustBe, mustHave, strings } from "./query.ts";

/** Grants by which nobody is redirected to Auth0, or tokens stand in addresses. */
const GRANTS = ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"];

/** What the tenant's applications, API and connections must keep to. */
export function auth0Policies(project: Project): Finding[] {
  return [
    ...find(project, "resource", "auth0_client").flatMap(client),
    ...find(project, "resource", "auth0_resource_server").flatMap(api),
    ...find(project, "resource", "auth0_client_grant").flatMap((it) =>
      mustBe(it, "subject_type", "user", "Only people get tokens for the API."),
    ),
    ...find(project, "resource", "auth0_connection").flatMap((it) => [
      ...mustBe(it, "options.disable_signup", true, "With sign-up anybody may make an account."),
      ...mustBe(it, "options.brute_force_protection", true, "Slow down who guesses passwords."),
    ]),
    ...clientsHaveGrants(project),
    ...previewsStayOutside(project),
  ];
}

function client(found: Found): Finding[] {
  const findings = [
    ...mustBe(found, "oidc_conformant", true, "Let Auth0 keep to OpenID Connect."),
    ...mustBe(found, "refresh_token.rotation_type", "rotating", "A refresh token is good once."),
    ...mustBe(found, "refresh_token.expiration_type", "expiring", "Rotating tokens must expire."),
    ...mustBe(found, "refresh_token.infinite_token_lifetime", false, "Let a sign-in end."),
    ...mustBe(found, "refresh_token.infinite_idle_token_lifetime", false, "Let an unused sign-in end."),
    ...mustHave(found, "refresh_token.leeway", "Without it an answer that was lost signs people out."),
    ...mustBe(found, "jwt_configuration.alg", "RS256", "Sign with the tenant's key, not with the secret."),
    ...mustHave(found, "grant_types", "Auth0's default has more grants than are used."),
  ];
  for (const grant of strings(at(found.node.body, "grant_types")?.value, found.module)) {
    if (!GRANTS.includes(grant))
      findings.push(finding(found, found.node, `allows the grant ${grant}`, `Only ${GRANTS.join(", ")}.`));
  }
  if (!found.name.endsWith(".preview")) {
    const wild = strings(at(found.node.body, "callbacks")?.value, found.module).find((it) => it.includes("*"));
    if (wild)
      findings.push(finding(found, found.node, `has a callback with a wildcard (${wild})`, "Name each address."));
  }
  return findings;
}

function api(found: Found): Finding[] {
  return [
    ...mustBe(
      found,
      "token_dialect",
      "rfc9068_profile",
      "AgentCore's allowed_clients looks at client_id, which only this dialect has.",
    ),
    ...mustBe(found, "signing_alg", "RS256", "AgentCore checks with the tenant's public keys."),
    ...mustBe(found, "allow_offline_access", true, "Without it there are no refresh tokens."),
    ...mustBe(
      found,
      "subject_type_authorization.user.policy",
      "require_client_grant",
      "Auth0's default lets every application have tokens.",
    ),
    ...mustBe(found, "subject_type_authorization.client.policy", "deny_all", "No tokens that are for no person."),
    ...mustHave(found, "token_lifetime", "Say how long a token is good."),
  ];
}

/** Under require_client_grant an application without a grant gets no token at all. */
function clientsHaveGrants(project: Project): Finding[] {
  const granted = find(project, "resource", "auth0_client_grant").map(({ node, file }) => {
    const attribute = at(node.body, "client_id");
    return attribute ? file.text.slice(attribute.value.span.start, attribute.value.span.end) : "";
  });
  return find(project, "resource", "auth0_client").flatMap((found) => {
    const has = granted.some((it) => it.startsWith(`${found.name}.`) || it.startsWith(`${found.name}[`));
    return has ? [] : [finding(found, found.node, "has no auth0_client_grant", "Give it one with subject_type user.")];
  });
}

/** Any branch runs as a preview, so production's agent takes no tokens of theirs unless somebody says so. */
function previewsStayOutside(project: Project): Finding[] {
  return [...project.modules.values()].flatMap(({ outputs }) => {
    const output = outputs.get("allowed_clients");
    const text = output ? output.file.text.slice(output.node.span.start, output.node.span.end) : "";
    if (!output || !text.includes("auth0_client.preview")) return [];
    const todo = "Give it as an output of its own.";
    return [findingAt(output.file, output.node.span.start, "allowed_clients has previews' application in it", todo)];
  });
}
