/** How Lambda calls the site: OpenNext's wrapper for API Gateway's streams, with the secrets fetched before the first request. */
import { getSecret } from "@aws-amplify/hosting/runtime";
import streaming from "@opennextjs/aws/overrides/wrappers/aws-apigw-streaming.js";
import type { WrapperHandler } from "@opennextjs/aws/types/overrides.js";
import { loadSecrets } from "./secrets.ts";

const wrapper: WrapperHandler = async (handler, converter) => {
  await loadSecrets(getSecret);
  return streaming.wrapper(handler, converter);
};

export default { wrapper, name: "agentcore-chat", supportStreaming: true };
