import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invocationsUrl } from "../../lib/local-defaults.ts";
import { AGUI_ARN, eventsOf, type Harness, HTTP_ARN, newSessionId, startHarness } from "./fixtures/harness.ts";

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ limits: { payloadBytes: 1000 } });
});
afterAll(() => h.close());

const runError = (body: string) => eventsOf(body)[0];

describe("routes", () => {
  const escaped = encodeURIComponent(AGUI_ARN);
  test.each([
    ["an unescaped ARN", "POST", `/runtimes/${AGUI_ARN}/invocations`],
    ["an ARN with only its slash escaped", "POST", `/runtimes/${AGUI_ARN.replace("/", "%2F")}/invocations`],
    ["no /invocations", "POST", `/runtimes/${escaped}`],
    ["GET on invocations", "GET", `/runtimes/${escaped}/invocations`],
    ["another path", "POST", "/"],
  ])("%s is a missing authentication token", async (_name, method, path) => {
    const reply = await h.send({ method, url: h.core.origin.replace("localhost", "127.0.0.1") + path });
    expect(reply.status).toBe(403);
    expect(JSON.parse(reply.body)).toEqual({ message: "Missing Authentication Token" });
    expect(reply.headers["x-amzn-errortype"]).toBe("MissingAuthenticationTokenException");
    expect(reply.headers["x-amzn-requestid"]).toMatch(/^[\w-]{36}$/);
  });

  test("an unknown ARN is not found, in AWS's shape", async () => {
    const reply = await h.invoke({}, { arn: `${AGUI_ARN}x` });
    expect([reply.status, reply.headers["x-amzn-errortype"]]).toEqual([404, "ResourceNotFoundException"]);
    expect(JSON.parse(reply.body).message).toContain("No endpoint or agent found");
  });

  test.each([
    [AGUI_ARN, "text/event-stream"],
    [HTTP_ARN, "application/json"],
  ])("a wrong qualifier is not found, in the runtime's shape (%s)", async (arn, type) => {
    const reply = await h.send({
      method: "POST",
      url: invocationsUrl(h.core.origin, arn, "staging"),
      headers: { authorization: `Bearer ${await h.identity.token("alice")}` },
    });
    expect([reply.status, reply.headers["content-type"]]).toEqual([404, type]);
    expect(reply.body).toContain("qualifier 'staging'");
  });

  test("the runtime's id with its account is the runtime", async () => {
    const reply = await h.send({
      method: "POST",
      url: `${h.core.origin}/runtimes/http_agent-bbbbbbbbbb/invocations?accountId=000000000000`,
      headers: { authorization: `Bearer ${await h.identity.token("alice")}` },
      body: "{}",
    });
    expect(reply.status).toBe(200);
  });

  test("the metadata of the protected resource names the issuer", async () => {
    const url = invocationsUrl(h.core.origin, AGUI_ARN).replace("?", "/.well-known/oauth-protected-resource?");
    const reply = await h.send({ method: "GET", url });
    expect(JSON.parse(reply.body)).toEqual({
      resource: invocationsUrl(h.core.origin, AGUI_ARN),
      authorization_servers: [h.identity.issuer],
      bearer_methods_supported: ["header"],
      scopes_supported: [],
    });
  });

  test("it answers on both loopback addresses", async () => {
    for (const host of ["127.0.0.1", "[::1]"]) {
      const reply = await h.send({ method: "GET", url: `http://${host}:${h.core.port}/_local/health` });
      expect(JSON.parse(reply.body)).toEqual({ status: "ok" });
    }
  });
});

describe("session ids", () => {
  test.each([
    [32, 400],
    [33, 200],
    [256, 200],
    [257, 400],
  ])("%i characters give %i", async (length, status) => {
    const reply = await h.invoke({ do: "about" }, { sessionId: "s".repeat(length) });
    expect(reply.status).toBe(status);
    if (status === 400) expect(runError(reply.body)).toMatchObject({ type: "RUN_ERROR", code: "VALIDATION_ERROR" });
    else expect(reply.headers["x-amzn-bedrock-agentcore-runtime-session-id"]).toBe("s".repeat(length));
  });

  test("none makes a new session each time, whose id comes back", async () => {
    const call = async () =>
      h.send({
        method: "POST",
        url: invocationsUrl(h.core.origin, AGUI_ARN),
        headers: { authorization: `Bearer ${await h.identity.token("alice")}` },
        body: "{}",
      });
    const ids = [await call(), await call()].map(
      ({ headers }) => headers["x-amzn-bedrock-agentcore-runtime-session-id"] as string,
    );
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => id.length >= 33)).toBe(true);
  });
});

describe("headers to the container", () => {
  test("are the allowed, the payload's, the trace and the platform's own; nothing else", async () => {
    const sessionId = newSessionId();
    const reply = await h.invoke(
      { do: "about" },
      {
        sessionId,
        headers: {
          accept: "text/event-stream",
          "x-tenant": "acme",
          "x-not-allowed": "1",
          cookie: "a=b",
          origin: "https://evil.example",
          "x-forwarded-for": "1.2.3.4",
          "user-agent": "curl",
          "x-amz-date": "now",
          traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          baggage: "session.id=1",
          "x-amzn-bedrock-agentcore-runtime-user-id": "mallory",
          workloadaccesstoken: "forged",
        },
      },
    );
    const { headers: raw } = JSON.parse(reply.body) as { headers: string[] };
    const received = new Map(raw.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1]]] : [])));
    expect([...received.keys()].sort()).toEqual(
      [
        "accept",
        "authorization",
        "baggage",
        "connection",
        "content-length",
        "content-type",
        "host",
        "traceparent",
        "workloadaccesstoken",
        "x-amzn-bedrock-agentcore-runtime-request-id",
        "x-amzn-bedrock-agentcore-runtime-session-id",
        "x-tenant",
      ].sort(),
    );
    expect(received.get("x-amzn-bedrock-agentcore-runtime-session-id")).toBe(sessionId);
    expect(received.get("x-amzn-bedrock-agentcore-runtime-request-id")).toBe(reply.headers["x-amzn-requestid"]);
    expect(received.get("workloadaccesstoken")).toMatch(/^local-workload-token-/);
    expect(received.get("host")).toMatch(/^127\.0\.0\.1:/);
  });

  test("a value above 4 KB is refused", async () => {
    const fits = await h.invoke({}, { headers: { "x-tenant": "x".repeat(4096) } });
    const tooFat = await h.invoke({}, { headers: { "x-tenant": "x".repeat(4097) } });
    expect(fits.status).toBe(200);
    expect([tooFat.status, runError(tooFat.body)?.code]).toEqual([400, "VALIDATION_ERROR"]);
  });

  test("the agent's own headers do not come back", async () => {
    const reply = await h.invoke({ do: "stream" });
    expect(reply.headers["x-agent-secret"]).toBeUndefined();
    expect(reply.headers["content-type"]).toBe("text/event-stream");
  });
});

describe("payloads and answers", () => {
  test("a payload above the limit is a 413 validation error", async () => {
    const reply = await h.invoke({ do: "about", text: "x".repeat(1000) });
    expect([reply.status, runError(reply.body)?.code]).toEqual([413, "VALIDATION_ERROR"]);
  });

  test("an answer streams: the pieces come as the agent sends them", async () => {
    const reply = await h.invoke({ do: "stream", events: 4, everyMs: 60 });
    expect(reply.ending).toBe("end");
    expect(eventsOf(reply.body).map(({ type }) => type)).toEqual([
      "RUN_STARTED",
      ...Array(4).fill("TEXT_MESSAGE_CONTENT"),
      "RUN_FINISHED",
    ]);
    expect(reply.body).toContain(": keep-alive\n\n");
    expect((reply.times.at(-1) ?? 0) - (reply.times[0] ?? 0)).toBeGreaterThan(150);
  });

  test("an agent's error status becomes AGENT_ERROR or a RuntimeClientError without the agent's words", async () => {
    const agui = await h.invoke({ do: "status", status: 404 });
    expect([agui.status, runError(agui.body)]).toEqual([
      200,
      {
        type: "RUN_ERROR",
        code: "AGENT_ERROR",
        message: "Received error (404) from runtime. Please check your CloudWatch logs for more information.",
      },
    ]);
    const http = await h.invoke({ do: "status", status: 500 }, { arn: HTTP_ARN });
    expect([http.status, http.headers["x-amzn-errortype"]]).toEqual([424, "RuntimeClientError"]);
    expect(JSON.parse(http.body).message).toContain("Received error (500) from runtime");
    expect(agui.body + http.body).not.toContain("secret of the agent");
  });

  test.each([
    [AGUI_ARN, 200],
    [HTTP_ARN, 424],
  ])("an agent that dies before it answers is the agent's error (%s)", async (arn, status) => {
    expect((await h.invoke({ do: "crash" }, { arn })).status).toBe(status);
  });

  test("an agent that never answers runs into the synchronous limit", async () => {
    const strict = await startHarness({ limits: { syncMs: 150 } });
    const reply = await strict.invoke({ do: "hang" });
    expect(runError(reply.body)?.code).toBe("AGENT_ERROR");
    await strict.close();
  });

  test("a stream longer than the limit is cut", async () => {
    const strict = await startHarness({ limits: { streamMs: 200 } });
    const reply = await strict.invoke({ do: "stream", events: 1000, everyMs: 20 });
    expect([reply.status, reply.ending]).toEqual([200, "cut"]);
    await strict.close();
  });
});
