import { HttpAgent } from "@ag-ui/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  eventually,
  type Harness,
  HTTP_ARN,
  newSessionId,
  startHarness,
} from "../../../dev/agentcore/fixtures/harness";
import { errorSentence } from "../../i18n/sentences";
import { invocationsUrl } from "../../local-defaults";
import { createAgentFetch } from "../agent-fetch";
import { httpProtocol } from "./http-protocol";

/** An agent as people write them with FastAPI: `input.prompt` in, `output.message` out, and a counter of its own per session. */
const AGENT = `
let turns = 0;
require("node:http").createServer(async (request, response) => {
  const json = (status, body) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (request.url === "/ping") return json(200, { status: "Healthy" });
  let body = "";
  for await (const chunk of request) body += chunk;
  const prompt = JSON.parse(body).input?.prompt;
  if (prompt === "fail") return json(500, { detail: "Agent processing failed: secret-detail" });
  if (prompt === "nowhere") return json(404, { detail: "Not Found: secret-detail" });
  if (prompt === "exit") process.exit(1);
  json(200, { output: { message: { role: "assistant", content: [{ text: prompt + " " + ++turns }] }, model: "m" } });
}).listen(Number(process.env.PORT), "127.0.0.1");
`;

let core: Harness;
beforeAll(async () => {
  core = await startHarness({ runtime: { command: [process.execPath, "-e", AGENT] } });
});
afterAll(() => core.close());

async function ask(prompt: string, sessionId: string) {
  const agent = new HttpAgent({
    url: invocationsUrl(core.core.origin, HTTP_ARN),
    initialMessages: [{ id: "1", role: "user", content: prompt }],
    fetch: createAgentFetch({
      protocol: httpProtocol("input.prompt"),
      sessionId,
      runId: "r",
      trace: { traceId: "trace", traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
      token: async () => ({ ok: true, token: await core.identity.token("alice") }),
      sentence: (code) => errorSentence(code, "en"),
      silenceMs: 15_000,
      note: () => undefined,
      abandoned: () => undefined,
      sleep: async () => undefined,
    }),
  });
  const events: { type: string; delta?: string; code?: string }[] = [];
  await agent.runAgent({ runId: "r" }, { onEvent: ({ event }) => void events.push(event) });
  expect(JSON.stringify(events)).not.toContain("secret-detail");
  return events.at(-1)?.code ?? events.map((event) => event.delta ?? "").join("");
}

it("talks to a runtime behind the local AgentCore, which remembers by its session and outlives its failures", async () => {
  const session = newSessionId();
  expect(await ask("hello", session)).toBe("hello 1");
  expect(await ask("fail", session)).toBe("AGENT_FAILED");
  expect(await ask("nowhere", session)).toBe("AGENT_FAILED");
  expect(await ask("again", session)).toBe("again 2");
  expect(await ask("hello", newSessionId())).toBe("hello 1");
  expect(await ask("exit", session)).toBe("AGENT_FAILED");
  await eventually(async () => (await core.sessionInfo(session))?.state !== "ready");
  expect(await ask("anew", session)).toBe("anew 1");
});

it.each([
  [{ kind: "status", status: 401, times: 1 }, "hi 1"],
  [{ kind: "status", status: 401 }, "SIGN_IN_EXPIRED"],
  [{ kind: "status", status: 402 }, "QUOTA_EXCEEDED"],
  [{ kind: "status", status: 403 }, "NOT_ALLOWED"],
  [{ kind: "status", status: 404 }, "AGENT_NOT_FOUND"],
  [{ kind: "status", status: 409, times: 3 }, "hi 1"],
  [{ kind: "status", status: 409 }, "AGENT_BUSY"],
  [{ kind: "status", status: 424 }, "AGENT_FAILED"],
  [{ kind: "status", status: 429, times: 2 }, "hi 1"],
  [{ kind: "status", status: 500 }, "AGENT_UNREACHABLE"],
  [{ kind: "refuse" }, "AGENT_UNREACHABLE"],
  [{ kind: "html" }, "AGENT_FAILED"],
  [{ kind: "empty" }, "AGENT_FAILED"],
  [{ kind: "cutBytes", after: 10 }, "STREAM_TRUNCATED"],
  [{ kind: "garbage" }, "AGENT_FAILED"],
  [{ kind: "leak", text: "secret-detail" }, "AGENT_FAILED"],
])("%j → %s", async (rule, outcome) => {
  await core.faults([rule]);
  const session = newSessionId();
  expect(await ask("hi", session)).toBe(outcome);
  await core.faults([]);
  expect(await ask("next", session)).toMatch(/^next \d$/);
});
