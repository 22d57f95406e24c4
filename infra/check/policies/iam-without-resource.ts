/**
 * Actions that AWS gives no resource, so that policies must say `*`: by the service authorization reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/), each with the reason.
 */
type WithoutResource = {
  why: string;
  /** What a statement has to ask for, since no resource bounds it. Only reading, and adding to a pile, go without. */
  condition?: string;
};

/** By service what only reads. */
const READS: { why: string; service: string; actions: string[] }[] = [
  { why: "a token is for the registry, not for a repository", service: "ecr", actions: ["GetAuthorizationToken"] },
  { why: "X-Ray has no resources", service: "xray", actions: ["GetSamplingRules", "GetSamplingTargets"] },
  { why: "what it gives is made on the spot", service: "secretsmanager", actions: ["GetRandomPassword"] },
  { why: "is for task definitions of any family", service: "ecs", actions: ["DescribeTaskDefinition"] },
  {
    why: "lists targets by the namespace of a service",
    service: "application-autoscaling",
    actions: ["DescribeScalableTargets", "DescribeScalingPolicies"],
  },
  {
    why: "EC2's lists are filtered, not authorized, by resource",
    service: "ec2",
    actions: [
      "DescribeNetworkInterfaces",
      "DescribeSecurityGroupRules",
      "DescribeSecurityGroups",
      "DescribeSubnets",
      "DescribeVpcs",
    ],
  },
  {
    why: "of load balancers only what changes them has a resource",
    service: "elasticloadbalancing",
    actions: [
      "DescribeCapacityReservation",
      "DescribeListenerAttributes",
      "DescribeListeners",
      "DescribeLoadBalancerAttributes",
      "DescribeLoadBalancers",
      "DescribeTags",
      "DescribeTargetGroupAttributes",
      "DescribeTargetGroups",
    ],
  },
];

const WRITES: Record<string, WithoutResource> = {
  "xray:PutTelemetryRecords": { why: "X-Ray has no resources, and nothing that is there changes by it" },
  "xray:PutTraceSegments": { why: "X-Ray has no resources, and nothing that is there changes by it" },
  "cloudwatch:PutMetricData": { why: "metrics have no ARN", condition: "cloudwatch:namespace" },
  "kms:CreateKey": { why: "the key is not there yet", condition: "aws:RequestTag/Project" },
  "ecs:DeregisterTaskDefinition": { why: "is for task definitions of any family", condition: "aws:RequestedRegion" },
};

const KNOWN = new Map<string, WithoutResource>([
  ...READS.flatMap(({ why, service, actions }) => actions.map((it) => [`${service}:${it}`, { why }] as const)),
  ...Object.entries(WRITES),
]);

/** Why an action may stand on `*`, and under which condition; undefined for one that has resources. */
export function withoutResource(action: string): WithoutResource | undefined {
  return KNOWN.get(action);
}
