/**
 * The fixed names and addresses of the local cloud (`dev/`): the site's defaults when no environment is set, and what
 * the local Auth0 and AgentCore are started with. Nothing here is a secret of anything but a developer's own machine:
 * the local Auth0 refuses to listen on anything but loopback.
 */
export const LOCAL = {
  sitePort: 3000,
  auth0Port: 4010,
  agentcorePort: 4020,
  dataDir: ".data",
  /** Auth0's issuers end in a slash; so does ours. */
  auth0Issuer: "http://localhost:4010/",
  clientId: "local-site",
  clientSecret: "local-site-secret-for-development-only",
  /** Public client for the command line's device flow. */
  deviceClientId: "local-cli",
  audience: "urn:agentcore-chat:api",
  /** The claim of access tokens that holds a person's roles; in a tenant, an Action adds such a claim. */
  rolesClaim: "https://agentcore-chat.local/roles",
  region: "us-east-1",
  agentName: "demo_agent",
  agentArn: "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/demo_agent-local00000",
  /** Questions to start with that the demo agent's tools can answer. */
  demoPrompts: {
    en: [
      "What time is it now in Tokyo and in New York?",
      "What is 17.5% of 2,480, rounded to two decimals?",
      "Who am I signed in as?",
      "Add “Prepare the weekly report” to my task list.",
    ],
    ja: [
      "東京とニューヨークは今何時ですか？",
      "2,480 の 17.5% を小数第2位まで計算してください。",
      "私は誰としてサインインしていますか？",
      "「週報の準備」をタスクリストに追加してください。",
    ],
  },
} as const;

/** Whether it is a runtime of the local AgentCore: AWS has no account of that number. */
export function isLocalArn(arn: string): boolean {
  return arn.split(":")[4] === "000000000000";
}

/**
 * Where AgentCore, real or local, answers for a runtime.
 *
 * @param origin scheme and host, no trailing slash, e.g. `https://bedrock-agentcore.us-east-1.amazonaws.com`
 * @param arn the runtime's ARN; its colons and slash are escaped, as the service requires
 * @see InvokeAgentRuntime in the AgentCore data plane API: `POST /runtimes/{arn}/invocations?qualifier=`
 */
export function invocationsUrl(origin: string, arn: string, qualifier = "DEFAULT"): string {
  return `${origin}/runtimes/${encodeURIComponent(arn)}/invocations?qualifier=${encodeURIComponent(qualifier)}`;
}
