import type { OpenNextConfig } from "@opennextjs/aws/types/open-next.js";

const config: OpenNextConfig = {
  default: {
    // API Gateway's REST API is what defineHosting() puts before the function: its events, and its way to stream.
    override: {
      converter: "aws-apigw-v1",
      wrapper: () => import("./runtime/wrapper.ts").then((module) => module.default),
    },
  },
  // Every page is somebody's own and rendered for each request: no cache, and so no bucket, table and queue for one.
  dangerous: { disableIncrementalCache: true, disableTagCache: true },
  buildCommand: "npm run build",
};

export default config;
