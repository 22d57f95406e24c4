import { describe, expect, it } from "vitest";
import { planted } from "./planted.testing.ts";

const RUNTIME = "modules/agent/runtime.tf";
const API = "modules/auth0/api.tf";
const WEB = "modules/auth0/web.tf";
const BALANCER = "modules/site/load-balancer.tf";
const NETWORK = "modules/site/network.tf";
const DATABASE = "modules/site/database.tf";

describe("the policies notice", () => {
  it.each([
    ["another protocol", RUNTIME, '"AGUI"', '"HTTP"', /server_protocol is not "AGUI"/],
    ["no audience", RUNTIME, "allowed_audience = [var.audience]", "", /allowed_audience is missing/],
    ["no clients", RUNTIME, "allowed_clients = var.allowed_clients", "", /allowed_clients is missing/],
    ["a header more", RUNTIME, '["Authorization"]', '["Authorization", "X-Other"]', /lets X-Other through/],
    ["no Authorization", RUNTIME, '["Authorization"]', "[]", /Authorization does not reach/],
    ["no end of a session", RUNTIME, "max_lifetime ", "max ", /max_lifetime is missing/],
    [
      "a secret in the runtime's settings",
      RUNTIME,
      "MODEL_PROVIDER = ",
      "OPENAI_API_KEY = ",
      /OPENAI_API_KEY would be readable/,
    ],
    ["an image by tag", "modules/image/outputs.tf", "}@$", "}:$", /without its digest/],
    ["tags that move", "modules/image/ecr.tf", '"IMMUTABLE"', '"MUTABLE"', /image_tag_mutability/],
    ["images that nobody scans", "modules/image/ecr.tf", "scan_on_push = true", "scan_on_push = false", /scan_on_push/],
    ["images without encryption", "modules/image/ecr.tf", /encryption_type = .*/, "", /encryption_type is missing/],
    ["a log without an end", "modules/agent/logs.tf", /retention_in_days = .*/, "", /retention_in_days is missing/],
    ["a secret in the state", DATABASE, "password_wo  ", "password  ", /password would be in the state/],
    [
      "an Auth0 secret in the state",
      WEB,
      "client_secret_wo  ",
      "client_secret  ",
      /client_secret would be in the state/,
    ],
    ["connections that the site has closed", BALANCER, "idle_timeout = 60", "idle_timeout = 180", /idle_timeout keeps/],
    ["a listener without TLS", BALANCER, '"HTTPS"\n  ssl', '"HTTP"\n  ssl', /serves without TLS/],
    ["old TLS", BALANCER, "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08", /old TLS/],
    [
      "a redirect to nowhere safe",
      BALANCER,
      /protocol( +)= "HTTPS"\n( +)status/,
      'protocol = "HTTP"\n status',
      /serves without TLS/,
    ],
    [
      "tasks open to addresses",
      NETWORK,
      "referenced_security_group_id = aws_security_group.load_balancer[0].id",
      'cidr_ipv4 = "0.0.0.0/0"',
      /lets addresses into aws_security_group\.task/,
    ],
    [
      "another port of the load balancer",
      NETWORK,
      "from_port         = 443\n  to_port           = 443",
      "from_port = 22\n  to_port = 22",
      /lets addresses into/,
    ],
    [
      "rules inside a group",
      NETWORK,
      'description = "Tasks',
      'ingress {}\n  description = "Tasks',
      /ingress rule of its own/,
    ],
    [
      "a database that is not encrypted",
      DATABASE,
      "storage_encrypted     = true",
      "storage_encrypted     = false",
      /storage_encrypted/,
    ],
    [
      "a database that is public",
      DATABASE,
      "publicly_accessible    = false",
      "publicly_accessible    = true",
      /publicly_accessible/,
    ],
    ["no backups", DATABASE, /backup_retention_period .*/, "", /backup_retention_period is missing/],
    [
      "sign-up",
      "modules/auth0/people.tf",
      "disable_signup         = true",
      "disable_signup         = false",
      /disable_signup/,
    ],
    ["tokens that don't rotate", WEB, '"rotating"', '"non-rotating"', /rotation_type/],
    [
      "sign-ins without an end",
      WEB,
      "infinite_token_lifetime      = false",
      "infinite_token_lifetime      = true",
      /infinite_token_lifetime/,
    ],
    ["a grant by password", WEB, '"refresh_token"]', '"refresh_token", "password"]', /allows the grant password/],
    [
      "a callback with a wildcard",
      WEB,
      /"[^"]*\/api\/auth\/callback\/auth0"/,
      '"https://*.example.com/api/auth/callback/auth0"',
      /callback with a wildcard/,
    ],
    ["no conformance", WEB, "oidc_conformant   = true", "oidc_conformant   = false", /oidc_conformant/],
    ["another dialect", API, '"rfc9068_profile"', '"access_token"', /token_dialect/],
    ["no refresh tokens", API, "allow_offline_access = true", "allow_offline_access = false", /allow_offline_access/],
    ["every application", API, '"require_client_grant"', '"allow_all"', /user\.policy/],
    ["tokens for machines", API, '"deny_all"', '"require_client_grant"', /client\.policy/],
    ["a grant for machines", API, 'subject_type = "user"', 'subject_type = "client"', /subject_type/],
    [
      "previews among those whom production's agent answers",
      "modules/auth0/outputs.tf",
      "client_id], auth0_client.cli[*]",
      "client_id], auth0_client.preview[*]",
      /allowed_clients has previews' application in it/,
    ],
    [
      "an application without a grant",
      API,
      "auth0_client.web.id",
      "auth0_client.cli[0].id",
      /has no auth0_client_grant/,
    ],
  ])("%s", (_, path, from, to, expected) => {
    expect(planted(path, from, to)).toMatch(expected);
  });
});
