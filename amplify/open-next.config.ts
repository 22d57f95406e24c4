import type { OpenNextConfig } from "@opennextjs/aws/types/open-next.js";

const config: OpenNextConfig = {
  // API Gateway's REST API is what defineHosting() puts before the function: its events, and its way to stream.
  default: { override: { converter: "aws-apigw-v1", wrapper: "aws-apigw-streaming" } },
  // Every page is somebody's own and rendered for each request: no cache, and so no bucket, table and queue for one.
  dangerous: { disableIncrementalCache: true, disableTagCache: true },
  buildCommand: "npm run build",
};

export default config;
