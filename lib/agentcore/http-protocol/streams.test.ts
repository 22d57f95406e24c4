import { describe, expect, it } from "vitest";
import { MAX_EVENT_CHARS, MAX_RUN_CHARS } from "../event-limits";
import { type Answer, stream, upstreamPerTest } from "../testing/upstream";
import { httpProtocol } from "./http-protocol";
import { SHOWN_AS_JSON } from "./json-answer";

const SECRET = "arn:aws:iam::123456789012:role/secret-detail";
const WHOLE = ["RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END", "RUN_FINISHED"];
const up = upstreamPerTest();
const run = (options: Parameters<typeof up.run>[0] = {}) => up.run({ protocol: httpProtocol("prompt"), ...options });
const data = (...values: unknown[]) => values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("");
const readerOf = () => httpProtocol("prompt")('{"messages":[],"threadId":"t","runId":"r"}').reader("text/event-stream");
/** One event after the other without its repeats. */
const shape = (types: string[]) => types.filter((type, index) => type !== types[index - 1]);

describe("event streams of the HTTP protocol", () => {
  it.each<[string, string, string]>([
    ["plain text", "data: Hello\n\ndata:  world\n\n", "Hello world"],
    ["JSON strings", data("Hel", "lo\n", "- a"), "Hello\n- a"],
    ["words that are JSON by chance", "data: about \n\ndata: 42\n\ndata: true\n\ndata: null\n\n", "about 42truenull"],
    ["data of several lines", "data: one\ndata: two\ndata:\ndata: three\n\n", "one\ntwo\n\nthree"],
    ["comments and named events", ": ping\n\nevent: message\nid: 7\ndata: hi\n\n: ping\n\n", "hi"],
    ["CRLF", data("a", "b").replaceAll("\n", "\r\n"), "ab"],
    ["what comes before [DONE]", "data: hi\n\ndata: [DONE]\n\ndata: more\n\n", "hi"],
    ["a last event without its blank line", "data: one \n\ndata: two", "one two"],
    ["JSON strings between which something is null", data("a", null, "", "b"), "ab"],
    ["an answer in one event", data({ output: { message: { role: "assistant", content: [{ text: "hi" }] } } }), "hi"],
    ["an answer in many", data({ response: "Hel" }, { response: "lo" }, { result: "Hello" }), "Hello"],
    ["words, and not once more the whole", data("Hel", "lo", { result: "Hello" }), "Hello"],
    ["words for callbacks", data({ data: "Hel", delta: { text: "Hel" } }, { data: "lo" }), "Hello"],
    [
      "events that were made JSON twice",
      data(JSON.stringify({ event: { contentBlockDelta: { delta: { text: "hi" } } } })),
      "hi",
    ],
    ["braces that are a text's", data("{", "'a'", "}"), "{'a'}"],
  ])("says %s", async (_, body, text) => {
    up.answers = [stream(body)];
    const { said, types } = await run();
    expect(said).toBe(text);
    expect(shape(types)).toEqual(WHOLE);
    expect(up.abandoned).toBe(0);
  });

  it("says the same wherever the bytes are cut, also within a character", async () => {
    const bytes = new TextEncoder().encode(data("こん", "😀").replaceAll("\n", "\r\n"));
    for (let cut = 1; cut < bytes.length; cut += 3) {
      up.answers = [stream(bytes.slice(0, cut), (response) => setTimeout(() => response.end(bytes.slice(cut)), 5))];
      expect((await run()).said, `cut at ${cut}`).toBe("こん😀");
    }
  });

  it("says words when they come, not at the end", () => {
    const reader = readerOf();
    const push = (text: string) => reader?.push(new TextEncoder().encode(text));
    expect(push(`${data("first")}data: "la`)).toMatchObject({ frames: expect.stringContaining("first"), end: null });
    expect(push('st"\n\n')).toMatchObject({ frames: expect.stringContaining('"delta":"last"'), end: null });
    expect(reader?.close()).toMatchObject({
      frames: expect.stringContaining("RUN_FINISHED"),
      end: { kind: "finished" },
    });
  });

  it("shows events that it does not know as JSON when there is nothing else, and notes them when there is", async () => {
    up.answers = [stream(data({ step: 1 }, { step: 2 }))];
    expect((await run()).said).toBe('```json\n{\n  "step": 1\n}\n{\n  "step": 2\n}\n```');
    up.answers = [stream(data({ step: 1 }, "hi"))];
    expect((await run()).said).toBe("hi");
    expect(up.notes).toEqual([
      { detail: SHOWN_AS_JSON, awsRequestId: "aws-1" },
      { detail: "left out 1 frames of no known kind", awsRequestId: "aws-1" },
    ]);
  });

  it.each<[string, Answer, string, boolean, string]>([
    [
      "an error event",
      stream(data("so far", { error: SECRET, error_type: "ValueError" })),
      "AGENT_FAILED",
      false,
      "so far",
    ],
    [
      "an event named error",
      stream(`${data("so far")}event: error\ndata: ${SECRET}\n\n`),
      "AGENT_FAILED",
      false,
      "so far",
    ],
    ["no event", stream(": ping\n\n"), "AGENT_FAILED", false, ""],
    ["blanks only", stream(data(" ", "\n")), "AGENT_FAILED", false, ""],
    [
      "events that say nothing",
      stream(data({ init_event_loop: true }, { event: { messageStart: { role: "assistant" } } })),
      "AGENT_FAILED",
      false,
      "",
    ],
    ["half of JSON", stream(`${data("so far")}data: {"data":"${SECRET}`), "STREAM_TRUNCATED", true, "so far"],
    ["a broken connection", stream(data("so far"), (r) => void r.destroy()), "STREAM_TRUNCATED", true, "so far"],
    ["silence", stream(data("so far"), () => undefined), "TIMED_OUT", true, "so far"],
    ["an event that is too long", stream(data("so far", "x".repeat(MAX_EVENT_CHARS))), "AGENT_FAILED", true, "so far"],
    ["one that is too deep", stream(`data: ${"[".repeat(500)}\n\n`), "AGENT_FAILED", true, ""],
  ])("ends at %s, keeping what was said and leaking nothing", async (_, given, code, mayGoOn, text) => {
    up.answers = [given];
    const { last, said, text: everything } = await run({ silenceMs: code === "TIMED_OUT" ? 500 : 10_000 });
    expect(last).toMatchObject({ type: "RUN_ERROR", code, message: `sentence for ${code}` });
    // Bytes that arrive together with a fault that stops the reading are lost with it.
    expect(text.startsWith(said)).toBe(true);
    expect(everything).not.toContain("secret-detail");
    expect(up.notes.some((note) => note.code === code)).toBe(true);
    expect(up.abandoned, "told that the agent may go on").toBe(mayGoOn ? 1 : 0);
    expect(up.rejections).toEqual([]);
  });

  it("stops reading an answer that grows beyond what a run may be", () => {
    const reader = readerOf();
    const chunk = new TextEncoder().encode(data("x".repeat(MAX_EVENT_CHARS / 2)));
    const read = () => {
      for (let sent = 0; sent <= MAX_RUN_CHARS; sent += MAX_EVENT_CHARS / 2) reader?.push(chunk);
    };
    expect(read).toThrow(RangeError);
  });

  it("passes AG-UI on, through its guard, and says in the log that the entry is wrong", async () => {
    const events = [
      { type: "RUN_STARTED", threadId: "t", runId: "r" },
      { type: "HOLOGRAM" },
      { type: "TEXT_MESSAGE_START", messageId: "m", role: "assistant" },
      { type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta: "hi" },
      { type: "TEXT_MESSAGE_END", messageId: "m" },
    ];
    up.answers = [stream(data(...events, { type: "RUN_FINISHED", threadId: "t", runId: "r" }))];
    expect((await run()).types).toEqual(WHOLE);
    expect(up.notes.map((note) => note.detail)).toEqual([
      'the agent answers in AG-UI: its entry should say protocol "agui"',
      "unknown event type HOLOGRAM",
    ]);
    up.answers = [stream(data(...events))];
    expect((await run()).last).toMatchObject({ code: "STREAM_TRUNCATED" });
    up.answers = [stream(data({ type: "RUN_ERROR", code: "AGENT_ERROR", message: SECRET }))];
    const failed = await run();
    expect(failed.last).toMatchObject({ code: "AGENT_FAILED" });
    expect(failed.text).not.toContain("secret-detail");
  });
});
