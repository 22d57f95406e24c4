import type { Finding, Project } from "../module.ts";
import { at, type Found, find, findAll, finding, mustBe, mustHave, nested, source, strings } from "./query.ts";

const OPEN = ["0.0.0.0/0", "::/0"];
const INGRESS = "aws_vpc_security_group_ingress_rule";

/** What load balancer, network and storage must keep to. */
export function hostingPolicies(project: Project): Finding[] {
  return [
    ...find(project, "resource", "aws_lb_listener").flatMap(listener),
    ...find(project, "resource", "aws_lb").flatMap((it) => [
      ...mustBe(it, "drop_invalid_header_fields", true, "Drop headers that servers read in two ways."),
      ...idleTimeout(it),
    ]),
    ...find(project, "resource", INGRESS).flatMap(ingress),
    ...findAll(project).flatMap(inlineRules),
    ...find(project, "resource", "aws_db_instance").flatMap(database),
    ...find(project, "resource", "aws_rds_cluster").flatMap((it) => [
      ...mustBe(it, "storage_encrypted", true, "Encrypt it."),
      ...mustHave(it, "backup_retention_period", "Say how long backups are kept."),
    ]),
    ...find(project, "resource", "aws_rds_cluster_instance").flatMap((it) =>
      mustBe(it, "publicly_accessible", false, "Keep it inside the VPC."),
    ),
    ...find(project, "resource", "aws_kms_key").flatMap((it) =>
      mustBe(it, "enable_key_rotation", true, "Let the key rotate."),
    ),
  ];
}

/** The site closes a silent connection after 75 s (lib/http/keep-alive.ts); who reuses it later gets no answer. AWS's default is 60. */
function idleTimeout(found: Found): Finding[] {
  const given = at(found.node.body, "idle_timeout");
  const seconds = given?.value.kind === "literal" ? Number(given.value.value) : Number.NaN;
  if (!given || seconds <= 60) return [];
  return [
    finding(
      found,
      given,
      "idle_timeout keeps connections longer than the site does",
      "60 is enough: answers are never silent for more than 15.",
    ),
  ];
}

function listener(found: Found): Finding[] {
  const protocol = strings(at(found.node.body, "protocol")?.value, found.module)[0];
  if (protocol === "HTTPS") {
    const policy = strings(at(found.node.body, "ssl_policy")?.value, found.module)[0] ?? "";
    const isModern = policy.includes("TLS13");
    return [
      ...mustHave(found, "certificate_arn", "Give a certificate."),
      ...(isModern
        ? []
        : [
            finding(
              found,
              found.node,
              "ssl_policy lets old TLS in",
              "Use a policy of TLS 1.2 and 1.3, such as ELBSecurityPolicy-TLS13-1-2-2021-06.",
            ),
          ]),
    ];
  }
  const redirects = nested(found.node.body, "default_action").every(
    (it) => strings(at(it.body, "redirect.protocol")?.value, found.module)[0] === "HTTPS",
  );
  return redirects ? [] : [finding(found, found.node, "serves without TLS", "Redirect to HTTPS.")];
}

function ingress(found: Found): Finding[] {
  const body = found.node.body;
  if (at(body, "referenced_security_group_id")) return [];
  const group = source(found, at(body, "security_group_id")?.value);
  const ports = [at(body, "from_port"), at(body, "to_port")].map((it) => source(found, it?.value));
  const isDoor =
    /\.load_balancer\b/.test(group) && ports.every((it) => it === ports[0]) && ["443", "80"].includes(ports[0] ?? "");
  return isDoor
    ? []
    : [
        finding(
          found,
          found.node,
          `lets addresses into ${group || "a group"} on ${ports.join("-")}`,
          "Only the load balancer's 443 and 80 may be reached by address; refer to a security group.",
        ),
      ];
}

/** Rules inside a group, or open to everybody, would not be seen by the check of ingress rules. */
function inlineRules(found: Found): Finding[] {
  const type = found.node.labels[0]?.value;
  if (type === "aws_security_group_rule")
    return [finding(found, found.node, "is the old kind of rule", `Use ${INGRESS} or its egress counterpart.`)];
  if (type !== "aws_security_group") return [];
  const inline = found.node.body.blocks.find((it) => it.type === "ingress") ?? at(found.node.body, "ingress");
  const open = inline && OPEN.some((it) => found.file.text.slice(inline.span.start, inline.span.end).includes(it));
  return inline
    ? [finding(found, inline, `has ${open ? "an open" : "an"} ingress rule of its own`, `Write it as ${INGRESS}.`)]
    : [];
}

function database(found: Found): Finding[] {
  return [
    ...mustBe(found, "storage_encrypted", true, "Encrypt it."),
    ...mustBe(found, "publicly_accessible", false, "Keep it inside the VPC."),
    ...mustHave(found, "backup_retention_period", "Say how long backups are kept."),
  ];
}
