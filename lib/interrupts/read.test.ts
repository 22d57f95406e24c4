import type { Interrupt, ToolCall } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import { readInterrupts } from "./read";

const call = (id: string, args: string): ToolCall => ({
  id,
  type: "function",
  function: { name: "delete_file", arguments: args },
});
const calls = (...list: ToolCall[]) => {
  const byId = new Map(list.map((one) => [one.id, one]));
  return { byId, ownId: (id: string) => (byId.has(id) ? id : null) };
};
const read = (interrupt: Partial<Interrupt>, known = calls()) => {
  const result = readInterrupts([{ id: "i", reason: "tool_approval", ...interrupt }], known);
  if (!result.ok) throw new Error(result.detail);
  return result.list[0];
};

describe("an approval", () => {
  it("is about the stored call, whatever the interrupt says of it", () => {
    const metadata = { tool: "harmless", input: { path: "/tmp/a" } };
    const one = read({ toolCallId: "c", metadata }, calls(call("c", '{"path":"/"}')));
    expect(one).toMatchObject({ kind: "approval", tool: "delete_file", input: '{"path":"/"}', toolCallId: "c" });
  });

  it("is what our own agent says, where the call is not known", () => {
    const one = read({ toolCallId: "theirs", metadata: { tool: "delete_file", input: { path: "/tmp/a" } } });
    expect(one).toMatchObject({ tool: "delete_file", input: '{"path":"/tmp/a"}', toolCallId: null });
    expect(read({ metadata: { tool: "f" } })).toMatchObject({ tool: "f", input: null });
  });

  it("is read from what a Strands adapter puts into its message", () => {
    const message = JSON.stringify({ tool: "delete_file", input: { path: "/x" }, toolUseId: "tu_1" });
    const metadata = { strandsName: "approve:delete_file" };
    const id = "hook:beforeToolCall:tu_1:approve:delete_file";
    expect(read({ id, reason: "confirmation", message, metadata })).toEqual({
      id,
      kind: "approval",
      tool: "delete_file",
      input: '{"path":"/x"}',
      inputChars: null,
      toolCallId: null,
      message: null,
      url: null,
      provider: null,
      expiresAt: null,
    });
    const known = calls(call("tu_1", '{"path":"/real"}'));
    expect(read({ id, reason: "confirmation", message, metadata }, known)).toMatchObject({
      input: '{"path":"/real"}',
      toolCallId: "tu_1",
    });
  });

  it.each(["Really?", "[1]", "{", '{"a":1}', "null"])("of a message that is %s shows it as it is", (message) => {
    expect(read({ reason: "confirmation", message })).toMatchObject({ kind: "approval", tool: null, message });
  });

  it.each([
    ["2030-01-02T03:04:05+09:00", "2030-01-01T18:04:05.000Z"],
    ["-000001-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"],
    ["+275760-09-13T00:00:00.000Z", null],
    ["tomorrow", null],
  ])("that ends %s ends in a year that can be written down", (expiresAt, expected) => {
    expect(read({ expiresAt })?.expiresAt).toBe(expected);
  });

  it("whose arguments nobody could read has none, and says how many there are", () => {
    const one = read({ toolCallId: "c" }, calls(call("c", "x".repeat(200_001))));
    expect(one).toMatchObject({ input: null, inputChars: 200_001, toolCallId: "c" });
  });
});

describe("a consent", () => {
  const url = "https://login.example.com/authorize?state=a%20b";
  it("has the address of an https page, and its provider", () => {
    const one = read({ reason: "oauth_consent", metadata: { url, provider: "Example" } });
    expect(one).toMatchObject({ kind: "consent", url, provider: "Example", tool: null, input: null });
  });

  it.each([
    "javascript:alert(1)",
    "http://login.example.com/",
    "data:text/html,x",
    "//login.example.com/",
    "/oauth-return",
    "https://login.example.com@evil.example/",
    "https://user:pw@evil.example/",
    `https://e.example/${"x".repeat(8_200)}`,
    "https://",
    { href: "https://x.example" },
    null,
  ])("has no address for %j", (bad) => {
    expect(read({ reason: "oauth_consent", metadata: { url: bad } })).toMatchObject({ kind: "consent", url: null });
  });

  it("is no other interrupt's, however it is dressed up", () => {
    expect(read({ reason: "something", metadata: { url } })).toMatchObject({ kind: "other", url: null });
    expect(read({ reason: "tool_approval", metadata: { url } })).toMatchObject({ kind: "approval", url: null });
  });
});

it("is cut or left out where it is too long or not what it should be", () => {
  const one = read({
    reason: "x".repeat(10_000),
    message: "m".repeat(10_000),
    expiresAt: "tomorrow",
    metadata: { tool: "t".repeat(300), provider: 7 },
  });
  expect(one).toMatchObject({ kind: "other", expiresAt: null, provider: null });
  expect(one?.message).toHaveLength(8_000);
  expect(one?.tool).toHaveLength(200);
  expect(read({ expiresAt: "2026-01-02T03:04:05+09:00" })?.expiresAt).toBe("2026-01-01T18:04:05.000Z");
  expect(read({ metadata: [] as never, toolCallId: "" })).toMatchObject({ tool: null, toolCallId: null });
});
