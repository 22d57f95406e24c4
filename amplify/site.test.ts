import { beforeAll, describe, expect, it } from "vitest";
import { FIXED, SECRETS } from "./environment.ts";
import { ENV } from "./fixtures.testing.ts";
import { type Synthesized, synthesize } from "./synth.testing.ts";

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };
type Behavior = {
  CachePolicyId: { Ref: string };
  OriginRequestPolicyId: { Ref: string };
  ViewerProtocolPolicy: string;
};
type Origin = { CustomOriginConfig?: object; S3OriginConfig?: object; OriginAccessControlId?: unknown };
type Distribution = { DefaultCacheBehavior: Behavior; Origins: Origin[]; CustomErrorResponses?: unknown };

const SECRET_VALUES = Object.fromEntries(SECRETS.map((name) => [name, `value-of-${name.toLowerCase()}`]));
const shared: { site?: Synthesized } = {};

// Secrets lie in the environment of whoever deploys as they lie in any other: they must not go from there into the template.
beforeAll(() => {
  shared.site = synthesize({ ...ENV, ...SECRET_VALUES, LOG_LEVEL: "warn", RUN_MAX_MS: "1", HOME: "/home/someone" });
});

function site(): Synthesized {
  if (!shared.site) throw new Error("the synthesis has failed");
  return shared.site;
}

/** The only one of its type. */
function one<T>(type: string): T {
  const found = Object.values(site().of(type));
  expect(found).toHaveLength(1);
  return found[0] as T;
}

/** The function that is the site; the others are the deployment's own tools. */
function server(): Record<string, unknown> {
  const found = Object.values(site().of("AWS::Lambda::Function")).filter(({ Environment }) =>
    JSON.stringify(Environment ?? {}).includes("NEXTAUTH_URL"),
  );
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

function distribution(): Distribution {
  return one<{ DistributionConfig: Distribution }>("AWS::CloudFront::Distribution").DistributionConfig;
}

/** What CloudFront routes by, which comes in pieces: r0, r1 … are the origins of paths, h0, h1 … their headers. */
function routeTable<T>(kind: "r" | "h"): [string, T][] {
  const table: Record<string, string> = JSON.parse(
    String(one<{ Entries: string }>("AWS::CloudFormation::CustomResource").Entries),
  );
  const pieces = Object.entries(table).filter(([name]) => new RegExp(`^${kind}\\d+$`).test(name));
  return pieces.flatMap(([, rows]) => JSON.parse(rows) as [string, T][]);
}

describe("answers of several minutes", () => {
  it("run as long as Lambda lets them, and end themselves before it does", () => {
    expect(server()).toMatchObject({ Timeout: 900, MemorySize: 1769, Runtime: "nodejs24.x" });
    expect(Number(FIXED.RUN_MAX_MS)).toBeLessThanOrEqual((900 - 20) * 1000);
  });

  it("stream through API Gateway without its 29 seconds", () => {
    const integrations = Object.values(site().of("AWS::ApiGateway::Method")).map((method) => method.Integration);
    expect(integrations).toHaveLength(2);
    for (const integration of integrations) {
      expect(integration).toMatchObject({
        ResponseTransferMode: "STREAM",
        TimeoutInMillis: 900_000,
        Type: "AWS_PROXY",
      });
      expect(JSON.stringify(integration)).toContain("/response-streaming-invocations");
    }
    // An edge-optimised one would cut a stream that is silent for 30 s.
    expect(one("AWS::ApiGateway::RestApi")).toMatchObject({ EndpointConfiguration: { Types: ["REGIONAL"] } });
  });

  it("may be silent for a minute before CloudFront gives up", () => {
    const origins = distribution().Origins.filter(({ CustomOriginConfig }) => CustomOriginConfig);
    expect(origins).toHaveLength(1);
    expect(origins[0]?.CustomOriginConfig).toMatchObject({
      OriginReadTimeout: 60,
      OriginKeepaliveTimeout: 60,
      OriginProtocolPolicy: "https-only",
    });
  });
});

describe("what a person is sent", () => {
  it("is kept by CloudFront only where the site says so", () => {
    const { DefaultCacheBehavior } = distribution();
    const policies = site().of("AWS::CloudFront::CachePolicy");
    expect(policies[DefaultCacheBehavior.CachePolicyId.Ref]?.CachePolicyConfig).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 0,
    });
  });

  it("answers all that was asked: cookies, query and headers reach the site", () => {
    const { DefaultCacheBehavior } = distribution();
    const policies = site().of("AWS::CloudFront::OriginRequestPolicy");
    expect(policies[DefaultCacheBehavior.OriginRequestPolicyId.Ref]?.OriginRequestPolicyConfig).toMatchObject({
      CookiesConfig: { CookieBehavior: "all" },
      QueryStringsConfig: { QueryStringBehavior: "all" },
      HeadersConfig: { HeaderBehavior: "allExcept", Headers: ["host"] },
    });
    expect(DefaultCacheBehavior.ViewerProtocolPolicy).toBe("redirect-to-https");
  });

  it("is the site's own error, not a page of CloudFront's", () => {
    expect(distribution().CustomErrorResponses).toBeUndefined();
  });

  it("keeps the site's headers: the managed policy lets them win, and static files get those of next.config.ts", () => {
    // The one managed policy of which only nosniff replaces what the origin has sent.
    expect(distribution().DefaultCacheBehavior).toMatchObject({
      ResponseHeadersPolicyId: "67f7725c-6f97-4210-82d7-5512b31e9d03",
    });
    expect(site().of("AWS::CloudFront::ResponseHeadersPolicy")).toEqual({});
    const headers = Object.fromEntries(routeTable<Record<string, string>>("h"));
    expect(headers["/_next/static/*"]).toMatchObject({
      "Cross-Origin-Resource-Policy": "same-origin",
      "Content-Security-Policy": expect.stringContaining("default-src 'none'"),
    });
    // Its page is in a sandbox and of no origin, so its script must be for everybody.
    expect(headers["/diagram/draw.js"]).toMatchObject({
      "Cross-Origin-Resource-Policy": "cross-origin",
      "X-Frame-Options": "SAMEORIGIN",
    });
  });

  it("comes from the function where it is no file, also beside files", () => {
    const toS3 = routeTable<string>("r").filter(([, origin]) => origin === "s");
    expect(toS3.map(([pattern]) => pattern).sort()).toEqual(["/BUILD_ID", "/_next/*", "/diagram/draw.js"]);
  });
});

describe("secrets", () => {
  it("are nowhere in the template", () => {
    for (const value of Object.values(SECRET_VALUES)) expect(site().text).not.toContain(value);
    expect(site().text).not.toContain("/home/someone");
  });

  it("are there before the site boots, which it does as it is loaded", () => {
    expect(server()).toMatchObject({ Handler: "start.handler" });
  });

  it("are read by the site's function, each by its name, and by nobody else", () => {
    const granted = policies().filter(({ Action }) => String(Action).includes("secretsmanager"));
    expect(granted.map(({ Action }) => Action)).toEqual(SECRETS.map(() => "secretsmanager:GetSecretValue"));
    const resources = granted.map(({ Resource }) => JSON.stringify(Resource));
    for (const name of SECRETS)
      expect(resources.filter((resource) => resource.includes(`/agentcore-chat/secrets/${name}-??????`))).toHaveLength(
        1,
      );
  });

  it("leave the plain variables to what is plain, and what the host decides to the host", () => {
    const { Variables } = server().Environment as { Variables: Record<string, string> };
    const locators = SECRETS.map((name) => `HOSTING_SECRET_PARAM_${name}`);
    expect(Object.keys(Variables).sort()).toEqual(
      [...Object.keys(ENV), ...Object.keys(FIXED), ...locators, "LOG_LEVEL", "OPEN_NEXT_ORIGIN"].sort(),
    );
    expect(Variables).toMatchObject({ ...ENV, ...FIXED, LOG_LEVEL: "warn" });
  });
});

describe("what is open", () => {
  it("is no bucket", () => {
    const buckets = Object.values(site().of("AWS::S3::Bucket"));
    expect(buckets).toHaveLength(1);
    for (const bucket of buckets)
      expect(bucket).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      });
    const s3 = distribution().Origins.filter(({ S3OriginConfig }) => S3OriginConfig);
    expect(s3.map(({ OriginAccessControlId }) => OriginAccessControlId)).toEqual([expect.anything()]);
  });

  it("is no function: none has an address of its own", () => {
    expect(site().of("AWS::Lambda::Url")).toEqual({});
  });

  it("is API Gateway to CloudFront only", () => {
    const { Policy } = one<{ Policy: { Statement: Statement[] } }>("AWS::ApiGateway::RestApi");
    const denied = Policy.Statement.filter(({ Effect }) => Effect === "Deny");
    expect(denied).toEqual([
      expect.objectContaining({ Condition: { StringNotEquals: { "aws:Referer": expect.any(String) } } }),
    ]);
  });

  it("is no permission on everything, but where AWS has none smaller", () => {
    const wide = policies().filter(({ Effect, Resource }) => Effect === "Allow" && Resource === "*");
    expect(wide).toEqual([
      // Keys that Secrets Manager uses for this function: whose they are is not known before.
      expect.objectContaining({
        Action: "kms:Decrypt",
        Condition: { StringEquals: { "kms:ViaService": expect.anything() } },
      }),
      // Takes no resource.
      expect.objectContaining({ Action: "cloudfront:CreateInvalidation" }),
    ]);
    expect(
      policies().filter(({ Action }) => [Action].flat().some((action) => /^(\*|[a-z0-9-]+:\*)$/.test(action))),
    ).toEqual([]);
  });
});

it("takes the name of the site from its address when its zone is in Route 53", () => {
  // A zone is looked up in the account: a synthesis without one gets CDK's stand-in for it.
  const { of } = synthesize({ ...ENV, HOSTED_ZONE: "example.com" });
  const [config] = Object.values(of("AWS::CloudFront::Distribution"));
  expect(config?.DistributionConfig).toMatchObject({
    Aliases: ["chat.example.com"],
    ViewerCertificate: { MinimumProtocolVersion: "TLSv1.2_2021" },
  });
  expect(Object.values(of("AWS::Route53::RecordSet")).map(({ Type }) => Type)).toEqual(["A", "AAAA"]);
});

function policies(): Statement[] {
  return Object.values(site().of("AWS::IAM::Policy")).flatMap(
    ({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement,
  );
}
