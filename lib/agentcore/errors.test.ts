import { describe, expect, it } from "vitest";
import { errorSentence } from "../i18n/sentences";
import { aguiProtocol } from "./agui-protocol";
import { httpProtocol } from "./http-protocol/http-protocol";
import { SECRET } from "./testing/error-answers";
import { ERROR_ROWS } from "./testing/error-rows";
import { type Answer, stream, upstreamPerTest } from "./testing/upstream";

const PROTOCOLS = { agui: aguiProtocol, http: httpProtocol("prompt") };
const WHOLE = [
  { type: "RUN_STARTED", threadId: "t", runId: "r" },
  { type: "TEXT_MESSAGE_START", messageId: "m", role: "assistant" },
  { type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta: "hello" },
  { type: "TEXT_MESSAGE_END", messageId: "m" },
  { type: "RUN_FINISHED", threadId: "t", runId: "r" },
];
const frames = (events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const good: Answer = stream(frames(WHOLE));
const cases = ERROR_ROWS.flatMap((row) =>
  row.protocols.flatMap((protocol) =>
    (["en", "ja"] as const).map((locale) => ({ ...row, told: row.told ?? false, protocol, locale })),
  ),
);
const up = upstreamPerTest();

describe("everything that AgentCore answers", () => {
  it.each(cases)("$protocol, $what → $code after $calls call(s), said in $locale", async (row) => {
    up.answers = [row.answer];
    const asked: (string | undefined)[] = [];
    const options = {
      protocol: PROTOCOLS[row.protocol],
      sentence: (code: Parameters<typeof errorSentence>[0]) => errorSentence(code, row.locale),
      token: async (rejected?: string) => {
        asked.push(rejected);
        return { ok: true as const, token: rejected ? "renewed" : "old" };
      },
      silenceMs: row.code === "TIMED_OUT" ? 250 : 10_000,
    };
    const { events, last, text, failure } = await up.run(options);
    expect(failure).toBeUndefined();
    expect(events.filter((event) => event.type === "RUN_ERROR")).toHaveLength(1);
    expect(last).toMatchObject({ type: "RUN_ERROR", code: row.code, message: errorSentence(row.code, row.locale) });
    expect(Object.keys(last?.metadata ?? {}).toSorted()).toEqual(expect.arrayContaining(["at", "runId", "traceId"]));
    expect(up.requests).toHaveLength(row.calls);
    expect(up.abandoned, "told that the agent may go on").toBe(row.told ? 1 : 0);
    expect(up.rejections).toEqual([]);
    // In the log, and nowhere else.
    expect(up.notes.filter((note) => note.code === row.code)).toHaveLength(1);
    for (const word of [SECRET, "CloudWatch", "Exception", "mismatch", "resource_metadata"])
      expect(text).not.toContain(word);
    if (up.requests.length === 2) expect(asked).toEqual([undefined, "old"]);

    up.answers = [good];
    const next = await up.run({ ...options, silenceMs: 10_000 });
    expect([next.said, next.last?.type]).toEqual(["hello", "RUN_FINISHED"]);
  });

  it("has words of its own for each of them in both languages", () => {
    for (const { code } of ERROR_ROWS) {
      expect(errorSentence(code, "en")).toMatch(/^[A-Z].+[.]$/);
      expect(errorSentence(code, "ja")).toMatch(/[ぁ-ん].+。$/);
    }
  });

  it("keeps what an error answer said for the log, under AWS's own id", async () => {
    up.answers = [ERROR_ROWS.find((row) => row.what === "an agent that fails")?.answer ?? good];
    const { last } = await up.run({ protocol: PROTOCOLS.http });
    expect(up.notes[0]).toMatchObject({ code: "AGENT_FAILED", awsRequestId: "aws-2" });
    expect(up.notes[0]?.detail).toContain(SECRET);
    expect(last?.metadata).toMatchObject({ awsRequestId: "aws-2", traceId: "trace", runId: "r" });
  });
});

describe("what AG-UI's client alone would stumble over, and is none", () => {
  it.each<[string, string]>([
    ["CRLF", frames(WHOLE).replaceAll("\n", "\r\n")],
    ["keep-alive comments", `: keepalive\n\n${frames(WHOLE).replaceAll("\n\n", "\n\n: keepalive\n\n")}`],
    ["an event type of a later version", frames([...WHOLE.slice(0, 2), { type: "HOLOGRAM" }, ...WHOLE.slice(2)])],
  ])("%s", async (_, body) => {
    up.answers = [stream(body)];
    const { said, last, types } = await up.run();
    expect([said, last?.type, types.length]).toEqual(["hello", "RUN_FINISHED", WHOLE.length]);
  });

  it("a caller that stops", async () => {
    up.answers = [stream(frames(WHOLE.slice(0, 3)), () => undefined)];
    await up.run({ abortAt: 3 });
    expect([up.rejections, up.abandoned, up.notes]).toEqual([[], 0, []]);
  });
});
