import type { Stack } from "aws-cdk-lib";
import { CfnMethod } from "aws-cdk-lib/aws-apigateway";
import { CfnDistribution } from "aws-cdk-lib/aws-cloudfront";
import type { IConstruct } from "constructs";
import { LONGEST_SECONDS } from "./environment.ts";

/** The most that CloudFront waits for the first byte and between two without a raised quota; our streams speak every 15 s. */
const ORIGIN_SECONDS = 60;

type Origin = { customOriginConfig?: unknown };

/**
 * Sets what `defineHosting()` has no option for. Without this API Gateway cuts each answer after 29 s, its default also for
 * integrations that stream; CloudFront gives up after 30 s of silence; and errors reach the person without what to do.
 *
 * @param stack what `defineHosting()` has made
 * @throws when there is no streaming integration or no server origin in it: then this package works otherwise than it did
 *   when this was written, and a site whose answers are cut would be deployed
 */
export function fitToAnswers(stack: Stack): void {
  const all = stack.node.findAll();
  const methods = all.filter((node) => node instanceof CfnMethod).filter(isStreaming);
  const origins = all.filter((node) => node instanceof CfnDistribution).flatMap(serverOrigins);
  if (methods.length === 0 || origins.length === 0)
    throw new Error(
      `defineHosting() made ${methods.length} streaming integrations and ${origins.length} server origins: at least one of each is expected`,
    );
  for (const method of methods) method.addPropertyOverride("Integration.TimeoutInMillis", LONGEST_SECONDS * 1000);
  for (const { distribution, at } of origins) {
    // Of an answer with one of these codes CloudFront would show a page of its own, also to scripts that read our JSON.
    distribution.addPropertyDeletionOverride("DistributionConfig.CustomErrorResponses");
    const path = `DistributionConfig.Origins.${at}.CustomOriginConfig`;
    distribution.addPropertyOverride(`${path}.OriginReadTimeout`, ORIGIN_SECONDS);
    distribution.addPropertyOverride(`${path}.OriginKeepaliveTimeout`, ORIGIN_SECONDS);
  }
}

function isStreaming(method: CfnMethod): boolean {
  const { integration } = resolved<{ integration?: { responseTransferMode?: string } }>(method, {
    integration: method.integration,
  });
  return integration?.responseTransferMode === "STREAM";
}

function serverOrigins(distribution: CfnDistribution): { distribution: CfnDistribution; at: number }[] {
  const { origins } = resolved<{ origins?: Origin[] }>(distribution, distribution.distributionConfig);
  return (origins ?? []).flatMap((origin, at) => (origin.customOriginConfig ? [{ distribution, at }] : []));
}

function resolved<T>(of: IConstruct & { stack: Stack }, value: unknown): T {
  return of.stack.resolve(value) as T;
}
