import type { Finding, Project } from "../module.ts";
import { at, type Found, find, finding, mustBe, mustHave, source, strings } from "./query.ts";

/** Headers that the runtime may let through to the container, each for a reason. */
const HEADERS: Record<string, string> = { Authorization: "the agent learns from it for whom it acts" };

const SECRET_NAME = /(SECRET|PASSWORD|API_KEY|TOKEN)(S|_KEYS)?$/;

/** What the runtime, its image and its log must keep to. */
export function agentcorePolicies(project: Project): Finding[] {
  return [
    ...find(project, "resource", "aws_bedrockagentcore_agent_runtime").flatMap(runtime),
    ...find(project, "resource", "aws_ecr_repository").flatMap(repository),
    ...find(project, "resource", "aws_cloudwatch_log_group").flatMap((it) =>
      mustHave(it, "retention_in_days", "Say how long the log is kept; without it, for ever."),
    ),
    ...byDigest(project),
  ];
}

function runtime(found: Found): Finding[] {
  const findings = [
    ...mustBe(found, "protocol_configuration.server_protocol", "AGUI", "The site speaks AG-UI."),
    ...mustHave(
      found,
      "authorizer_configuration.custom_jwt_authorizer.allowed_audience",
      "Without it every token of the tenant is accepted.",
    ),
    ...mustHave(
      found,
      "authorizer_configuration.custom_jwt_authorizer.allowed_clients",
      "Without it other applications' tokens for the API are accepted.",
    ),
    ...mustHave(found, "lifecycle_configuration.idle_runtime_session_timeout", "Say when an idle microVM ends."),
    ...mustHave(found, "lifecycle_configuration.max_lifetime", "Say how long a microVM lives at most."),
  ];
  const allowList = at(found.node.body, "request_header_configuration.request_header_allowlist");
  const headers = strings(allowList?.value, found.module);
  if (!headers.includes("Authorization"))
    findings.push(
      finding(
        found,
        allowList ?? found.node,
        "Authorization does not reach the container",
        "Allow it: the agent acts for the person in it.",
      ),
    );
  for (const header of headers.filter((it) => !(it in HEADERS))) {
    findings.push(
      finding(
        found,
        allowList ?? found.node,
        `lets ${header} through without a reason`,
        "Add it to HEADERS with the reason, or leave it out.",
      ),
    );
  }
  for (const name of secretNames(source(found, at(found.node.body, "environment_variables")?.value))) {
    findings.push(
      finding(
        found,
        found.node,
        `${name} would be readable in the runtime's settings`,
        "Let the agent read it from Secrets Manager.",
      ),
    );
  }
  return findings;
}

function secretNames(text: string): string[] {
  return [...text.matchAll(/\b([A-Z][A-Z0-9_]+) =/g)].map((it) => it[1] ?? "").filter((it) => SECRET_NAME.test(it));
}

function repository(found: Found): Finding[] {
  return [
    ...mustBe(found, "image_scanning_configuration.scan_on_push", true, "Have images scanned."),
    ...mustBe(found, "image_tag_mutability", "IMMUTABLE", "A tag that moves changes what was checked."),
    ...mustHave(found, "encryption_configuration.encryption_type", "Say how images are encrypted."),
  ];
}

/** An image by tag would not be deployed when the tag moves. */
function byDigest(project: Project): Finding[] {
  return [...project.modules.values()].flatMap((module) => {
    const output = module.outputs.get("image_uri");
    if (!output || module.calls.size > 0) return [];
    const found: Found = { module, file: output.file, node: output.node, name: "output.image_uri" };
    const isByDigest = strings(at(output.node.body, "value")?.value, module).some((it) => it.includes("@"));
    return isByDigest
      ? []
      : [finding(found, output.node, "names the image without its digest", "Write repository@sha256:….")];
  });
}
