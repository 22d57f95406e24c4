import { rmSync } from "node:fs";
import { type Stack as CdkStack, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { builtProject } from "./fixtures.testing.ts";
import { defineSite } from "./site.ts";

type Properties = Record<string, unknown>;
type Resource = { Type: string; Properties: Properties };

/** The stack of the site as CloudFormation would get it: `text` is all of it, `of` its resources of a type by name. */
export type Synthesized = { text: string; of: (type: string) => Record<string, Properties> };

/**
 * Does what `ampx deploy` does up to where AWS is needed: the context that it sets, `defineHosting()`, and the synthesis.
 *
 * @param env where the deployment would run
 * @throws what the deployment would fail with
 */
export function synthesize(env: NodeJS.ProcessEnv): Synthesized {
  const projectDir = builtProject();
  const before = { ...process.env };
  process.env.AMPLIFY_HOSTING_PROJECT_DIR = projectDir;
  process.env.CDK_DEFAULT_ACCOUNT = "123456789012";
  process.env.CDK_DEFAULT_REGION = "us-east-1";
  process.env.CDK_CONTEXT_JSON = JSON.stringify({
    "amplify-backend-namespace": "prod",
    "amplify-backend-name": "hosting",
    "amplify-backend-type": "standalone",
    // Copies of every file and the places in the code of every resource: minutes on a small machine, and nothing that is read here.
    "aws:cdk:disable-asset-staging": true,
    "aws:cdk:disable-stack-trace": true,
  });
  try {
    const { stack } = defineSite(env);
    const nested = stack.node.findAll().find((node): node is CdkStack => Stack.isStack(node) && node !== stack);
    if (!nested) throw new Error("defineHosting() made no stack of its own");
    const [template, root] = [Template.fromStack(nested).toJSON(), Template.fromStack(stack).toJSON()];
    const resources = Object.entries(template.Resources as Record<string, Resource>);
    return {
      text: JSON.stringify([template, root]),
      of: (type) =>
        Object.fromEntries(
          resources.flatMap(([name, { Type, Properties }]) => (Type === type ? [[name, Properties]] : [])),
        ),
    };
  } finally {
    process.env = before;
    rmSync(projectDir, { recursive: true, force: true });
  }
}
