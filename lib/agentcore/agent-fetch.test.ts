import { describe, expect, it, vi } from "vitest";
import { type Answer, stream, upstreamPerTest } from "./testing/upstream";

const SECRET = "arn:aws:iam::123456789012:role/secret-detail";
const started = 'data: {"type":"RUN_STARTED","threadId":"t","runId":"r"}\n\n';
const start = 'data: {"type":"TEXT_MESSAGE_START","messageId":"m","role":"assistant"}\n\n';
const word = (text: string) => `data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"${text}"}\n\n`;
const end = 'data: {"type":"TEXT_MESSAGE_END","messageId":"m"}\n\n';
const finished = 'data: {"type":"RUN_FINISHED","threadId":"t","runId":"r"}\n\n';
const whole = started + start + word("hello") + end + finished;

const up = upstreamPerTest();
const status =
  (code: number, name: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, { "content-type": "text/event-stream", "x-amzn-requestid": "aws-2", ...headers });
    response.end(`data: {"type":"RUN_ERROR","code":"${name}","message":"${SECRET}"}\n\n`);
  };

describe("createAgentFetch", () => {
  it("passes a whole run on and calls as the person, with nothing of the browser's", async () => {
    up.answers = [stream(`: keep-alive\n\n${whole}`)];
    const { types } = await up.run();
    expect(types).toEqual([
      "RUN_STARTED",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
    expect(up.requests[0]?.headers.authorization).toBe("Bearer token-of-a");
    expect(up.requests[0]?.headers["x-amzn-bedrock-agentcore-runtime-session-id"]).toBe("s".repeat(64));
    expect(up.requests[0]?.headers.traceparent).toBe("00-trace-span-01");
    expect(up.requests[0]?.headers["x-amzn-bedrock-agentcore-runtime-user-id"]).toBeUndefined();
  });

  it.each<[string, Answer, string, boolean]>([
    ["403", status(403, "ACCESS_DENIED"), "NOT_ALLOWED", false],
    ["404", status(404, "ResourceNotFoundException"), "AGENT_NOT_FOUND", false],
    ["500", status(500, "INTERNAL_ERROR"), "AGENT_UNREACHABLE", true],
    [
      "an error inside a 200",
      stream(`data: {"type":"RUN_ERROR","code":"AGENT_ERROR","message":"${SECRET}"}\n\n`),
      "AGENT_FAILED",
      false,
    ],
    [
      "an error in the middle",
      stream(`${started}${start}${word("a")}data: {"type":"RUN_ERROR","message":"${SECRET}"}\n\n`),
      "AGENT_FAILED",
      false,
    ],
    ["a clean end without a terminal event", stream(started + start + word("a")), "STREAM_TRUNCATED", true],
    ["an empty 200", stream(""), "STREAM_TRUNCATED", true],
    ["half a frame", stream(`${started}data: {"type":"TEXT_ME`), "STREAM_TRUNCATED", true],
    ["a cut socket", stream(started + start + word("a"), (response) => response.destroy()), "STREAM_TRUNCATED", true],
    ["garbage", stream(`${started}data: {{{{\n\n`), "AGENT_FAILED", true],
    ["events in an order that AG-UI forbids", stream(started + word("a") + finished), "AGENT_FAILED_BY_CLIENT", false],
    [
      "a web page",
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(`<html>${SECRET}</html>`),
      "AGENT_FAILED",
      true,
    ],
    ["a closed connection", (request) => request.socket.destroy(), "AGENT_UNREACHABLE", true],
    [
      "a redirect, which must not take the token along",
      (_, response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
      "AGENT_UNREACHABLE",
      true,
    ],
  ])("turns %s into one error of the closed set, leaking nothing", async (_, answer, code, mayGoOn) => {
    up.answers = [answer];
    const { last, text, failure } = await up.run();
    expect(text).not.toContain("secret-detail");
    expect(up.rejections).toEqual([]);
    expect(up.abandoned, "told that the agent may go on").toBe(mayGoOn ? 1 : 0);
    if (code === "AGENT_FAILED_BY_CLIENT") return expect(String(failure)).toMatch(/Cannot send/);
    expect(last).toMatchObject({
      type: "RUN_ERROR",
      code,
      message: `sentence for ${code}`,
      metadata: { runId: "r", traceId: "trace" },
    });
    expect(up.notes.some((note) => note.code === code)).toBe(true);
  });

  it("keeps what came before the break", async () => {
    up.answers = [stream(started + start + word("kept"), (response) => response.destroy())];
    expect((await up.run()).text).toContain("kept");
  });

  it("reaches nobody: the address answers nothing", async () => {
    const { last } = await up.run({ url: "http://127.0.0.1:1/invocations" });
    expect(last).toMatchObject({ type: "RUN_ERROR", code: "AGENT_UNREACHABLE" });
    expect(up.rejections).toEqual([]);
  });

  it.each([
    [409, "SESSION_BUSY", "AGENT_BUSY"],
    [429, "RATE_LIMIT_EXCEEDED", "RATE_LIMITED"],
    [503, "x", "AGENT_UNREACHABLE"],
  ])("tries %i again with growing waits, then gives up", async (code, name, ours) => {
    up.answers = [status(code, name)];
    const { last } = await up.run();
    expect(up.requests).toHaveLength(4);
    expect(up.slept).toHaveLength(3);
    expect(up.slept.every((ms, index) => ms >= 150 * 2 ** index && ms <= 8_000)).toBe(true);
    expect(last).toMatchObject({ code: ours, metadata: { awsRequestId: "aws-2" } });
  });

  it.each([500, 503])(
    "has its status of an error answer (%i) that never ends, and waits no longer for it",
    async (code) => {
      let drip: NodeJS.Timeout | undefined;
      up.answers = [
        (_, response) => {
          response.writeHead(code, { "content-type": "text/html" });
          drip = setInterval(() => response.write("x"), 20);
        },
      ];
      const { last } = await up.run({ silenceMs: 200 });
      clearInterval(drip);
      expect(last).toMatchObject({ type: "RUN_ERROR", code: code === 500 ? "AGENT_UNREACHABLE" : "TIMED_OUT" });
      expect(up.rejections).toEqual([]);
    },
  );

  it("does not take for silence that it is told to wait, again and again", async () => {
    up.answers = [...Array.from({ length: 5 }, () => status(409, "SESSION_BUSY")), stream(whole)];
    const sleep = async (ms: number) => {
      up.slept.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 60));
    };
    expect((await up.run({ conflictTries: 6, silenceMs: 200, sleep })).types.at(-1)).toBe("RUN_FINISHED");
    expect(up.slept).toHaveLength(5);
  });

  it("has more patience with a session that may be starting, and with nothing else", async () => {
    up.answers = [status(409, "SESSION_BUSY")];
    await up.run({ conflictTries: 6 });
    expect(up.requests).toHaveLength(6);
    up.requests.length = 0;
    up.answers = [status(429, "RATE_LIMIT_EXCEEDED")];
    await up.run({ conflictTries: 6 });
    expect(up.requests).toHaveLength(4);
  });

  it("goes on when the retry succeeds, and honours Retry-After", async () => {
    up.answers = [
      status(429, "RATE_LIMIT_EXCEEDED", { "retry-after": "2" }),
      status(409, "SESSION_BUSY"),
      stream(whole),
    ];
    expect((await up.run()).types.at(-1)).toBe("RUN_FINISHED");
    expect(up.slept[0]).toBeGreaterThanOrEqual(2_000);
  });

  it("does not try again once anything has begun: the agent may have acted", async () => {
    up.answers = [stream(started, (response) => response.destroy())];
    await up.run();
    expect(up.requests).toHaveLength(1);
  });

  it("renews a refused token once, and says so when the new one is refused too", async () => {
    const asked: (string | undefined)[] = [];
    const token = async (rejected?: string) => {
      asked.push(rejected);
      return { ok: true as const, token: rejected ? "renewed" : "old" };
    };
    up.answers = [status(401, "UNAUTHORIZED"), stream(whole)];
    expect((await up.run({ token })).types.at(-1)).toBe("RUN_FINISHED");
    expect(asked).toEqual([undefined, "old"]);
    expect(up.requests[1]?.headers.authorization).toBe("Bearer renewed");

    up.requests.length = 0;
    up.answers = [status(401, "UNAUTHORIZED")];
    expect((await up.run({ token })).last).toMatchObject({ code: "SIGN_IN_EXPIRED" });
    expect(up.requests).toHaveLength(2);
  });

  it("calls nobody when there is no token", async () => {
    up.answers = [stream(whole)];
    expect((await up.run({ token: async () => ({ ok: false, reason: "expired" }) })).last).toMatchObject({
      code: "SIGN_IN_EXPIRED",
    });
    expect((await up.run({ token: async () => ({ ok: false, reason: "unavailable" }) })).last).toMatchObject({
      code: "AGENT_UNREACHABLE",
    });
    expect(up.requests).toHaveLength(0);
  });

  it.each<[string, Answer]>([
    ["before the answer", () => undefined],
    ["in the middle", stream(started + start, () => undefined)],
  ])("ends a silence %s as TIMED_OUT and lets the upstream go", async (_, answer) => {
    const closed = vi.fn();
    up.answers = [
      (request, response) => {
        response.on("close", closed);
        answer(request, response);
      },
    ];
    expect((await up.run({ silenceMs: 100 })).last).toMatchObject({ code: "TIMED_OUT" });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(up.rejections).toEqual([]);
  });

  it("closes the upstream when the run is aborted, with no unhandled rejection", async () => {
    const closed = vi.fn();
    up.answers = [
      (request, response) => {
        response.on("close", closed);
        stream(started + start + word("a"), () => undefined)(request, response);
      },
    ];
    await up.run({ abortAt: 3 });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(up.rejections).toEqual([]);
  });

  it("ends as stopped when the socket dies in the moment of the stop, with no unhandled rejection", async () => {
    let dying: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(started + start + word("a")));
        dying = () => controller.error(new TypeError("terminated"));
      },
    });
    vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
      init.signal?.addEventListener("abort", () => dying());
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    });
    await up.run({ abortAt: 3 });
    vi.unstubAllGlobals();
    expect(up.rejections).toEqual([]);
  });

  it("passes nothing on after the end of the run", async () => {
    up.answers = [stream(whole + started + finished)];
    expect((await up.run()).types.filter((type) => type === "RUN_STARTED")).toHaveLength(1);
  });
});
