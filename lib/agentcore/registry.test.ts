import { expect, it } from "vitest";
import { agentEntrySchema } from "./agent-entry";
import { resolveAgent } from "./registry";

const arn = "arn:aws:bedrock-agentcore:ap-northeast-1:123456789012:runtime/my_agent-AbC123";
const entry = (value: object) => resolveAgent(agentEntrySchema.parse({ id: "a", name: "A", ...value }));

it("makes the addresses of an ARN: region from the ARN, colons and slash escaped", () => {
  const agent = entry({ arn });
  const base =
    "https://bedrock-agentcore.ap-northeast-1.amazonaws.com/runtimes/arn%3Aaws%3Abedrock-agentcore%3Aap-northeast-1%3A123456789012%3Aruntime%2Fmy_agent-AbC123";
  expect(agent.invokeUrl).toBe(`${base}/invocations?qualifier=DEFAULT`);
  expect(agent.stopSessionUrl).toBe(`${base}/stopruntimesession?qualifier=DEFAULT`);
});

it("honours qualifier and region", () => {
  const agent = entry({ arn, qualifier: "prod", region: "us-west-2" });
  expect(agent.invokeUrl).toMatch(/^https:\/\/bedrock-agentcore\.us-west-2\.amazonaws\.com\/.*qualifier=prod$/);
});

it("takes a URL as it is and finds the stop address beside it", () => {
  const agent = entry({ url: "http://localhost:4020/runtimes/x/invocations?qualifier=Q" });
  expect(agent.invokeUrl).toBe("http://localhost:4020/runtimes/x/invocations?qualifier=Q");
  expect(agent.stopSessionUrl).toBe("http://localhost:4020/runtimes/x/stopruntimesession?qualifier=Q");
});

it("takes a runtime of the HTTP protocol for one that remembers, and refuses an entry that contradicts itself", () => {
  const problems = (value: object) =>
    agentEntrySchema.safeParse({ id: "a", name: "A", arn, ...value }).error?.issues.map(({ path }) => path.join("."));
  expect(entry({ arn }).history).toBe("full");
  expect(entry({ arn, history: "last" }).history).toBe("last");
  expect(entry({ arn, protocol: "http" }).history).toBe("last");
  expect(entry({ arn, protocol: "http", history: "last", http: { input: "input.prompt" } }).http?.input).toBe(
    "input.prompt",
  );
  expect(problems({ protocol: "http", history: "full" })).toEqual(["history"]);
  expect(problems({ http: { input: "prompt" } })).toEqual(["http"]);
  expect(problems({ protocol: "http", http: { input: "text" } })).toEqual(["http.input"]);
});
