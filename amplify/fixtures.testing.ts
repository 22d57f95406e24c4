import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What a deployment has to be given, with agents and without anything that is optional. */
export const ENV = {
  NEXTAUTH_URL: "https://chat.example.com",
  AUTH0_ISSUER: "https://example.us.auth0.com/",
  AUTH0_CLIENT_ID: "web-client",
  AUTH0_AUDIENCE: "urn:example:chat",
  BEDROCK_AGENTCORE_RUNTIME_ARN: "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/helper-AbC123",
};

/** As `open-next build` writes it for this site, cut down to what the adapter reads. Measured on OpenNext 4.1.16. */
const OUTPUT = {
  edgeFunctions: {},
  origins: {
    s3: {
      type: "s3",
      originPath: "_assets",
      copy: [{ from: ".open-next/assets", to: "_assets", cached: true, versionedSubDir: "_next" }],
    },
    imageOptimizer: {
      type: "function",
      handler: "index.handler",
      bundle: ".open-next/image-optimization-function",
      streaming: false,
    },
    default: {
      type: "function",
      handler: "index.handler",
      bundle: ".open-next/server-functions/default",
      streaming: true,
      wrapper: "aws-apigw-streaming",
      converter: "aws-apigw-v1",
    },
  },
  behaviors: [
    { pattern: "_next/image*", origin: "imageOptimizer" },
    { pattern: "_next/data/*", origin: "default" },
    { pattern: "*", origin: "default" },
    { pattern: "BUILD_ID", origin: "s3" },
    { pattern: "_next/*", origin: "s3" },
    { pattern: "diagram/*", origin: "s3" },
  ],
  additionalProps: { disableIncrementalCache: true, disableTagCache: true },
};

/** A folder that looks like this project after `open-next build`. */
export function builtProject(): string {
  const dir = mkdtempSync(join(tmpdir(), "agentcore-chat-amplify-"));
  const files: Record<string, string> = {
    "package.json": JSON.stringify({ name: "agentcore-chat", dependencies: { next: "16.4.6" } }),
    ".open-next/open-next.output.json": JSON.stringify(OUTPUT),
    ".open-next/server-functions/default/index.mjs": "export const handler = () => {};",
    ".open-next/image-optimization-function/index.mjs": "export const handler = () => {};",
    ".open-next/assets/_next/static/chunks/main.js": "",
    ".open-next/assets/diagram/draw.js": "",
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}
