import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Interrupt, Message } from "@ag-ui/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../commands";
import { createFakeIo, type FakeIo } from "../testing/fake-io";
import { spawnAgent } from "../testing/processes";
import { canDecideAll, decideAll, readAsked, showAsked } from "./decision";

let agent: Awaited<ReturnType<typeof spawnAgent>>;
let person: FakeIo;

beforeAll(async () => {
  agent = await spawnAgent({ DEMO_PACE: "0" });
}, 60_000);
afterAll(() => agent.end());
beforeEach(async () => {
  person = await createFakeIo();
});
afterEach(() => person.remove());

const say = (...args: string[]) => runCommand(["invoke", agent.url, "--session", "tasks", ...args], person.io);
const SHOWN = 'tool       delete_tasks\n  arguments  {"which":"finished"}\n';

async function askedToDelete(): Promise<void> {
  await say('Add "tea" to my tasks');
  await say('Complete "tea"');
  person.take();
  expect(await say("Delete all my finished tasks")).toBe(1);
}

describe("a question for approval", () => {
  it("is shown whole, and waits in its conversation for a yes, which counts once", async () => {
    await askedToDelete();
    const { err } = person.take();
    expect(err).toContain(SHOWN);
    expect(err).toMatch(/--approve or --decline\. \(INTERRUPT_PENDING\)\n$/);
    expect(await say("--approve")).toBe(0);
    const decided = person.take();
    expect(decided.err).toContain(SHOWN);
    expect(decided.err).toContain("[tool delete_tasks → ");
    expect(decided.out).toContain("Deleted 1 task: **tea**");
    expect(await say("--approve")).toBe(2);
    expect(person.take().err).toContain("Nothing waits for a decision");
  });

  it("is declined with the reason, and the conversation goes on", async () => {
    await askedToDelete();
    expect(await say("--decline", "keep them until Friday")).toBe(0);
    expect(person.take().out).toContain("keep them until Friday");
    expect(await say("List my tasks")).toBe(0);
    expect(person.take().out).toContain("tea");
  });

  it("is cancelled by a new message", async () => {
    await askedToDelete();
    expect(await say("List my tasks")).toBe(0);
    expect(person.take().out).toContain("tea");
    expect(await say("--approve")).toBe(2);
  });

  it("is not answered a second time when the agent was lost over the first", async () => {
    await askedToDelete();
    await agent.end();
    try {
      expect(await say("--approve")).toBe(1);
      expect(person.take().err).toContain("(AGENT_UNREACHABLE)");
      expect(await say("--approve")).toBe(2);
    } finally {
      agent = await spawnAgent({ DEMO_PACE: "0" });
    }
  });

  it("waits on when the answer was refused before it reached the agent", async () => {
    const door = { isShut: false };
    const front = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      if (door.isShut) return void response.writeHead(403).end("{}");
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${agent.url}/invocations`, { method: "POST", headers, body });
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      response.end(await answer.text());
    }).listen(0, "127.0.0.1");
    await once(front, "listening");
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    const tell = (...args: string[]) => runCommand(["invoke", url, "--session", "tasks", ...args], person.io);
    expect(await tell("Delete all my tasks")).toBe(1);
    door.isShut = true;
    expect(await tell("--approve")).toBe(1);
    expect(person.take().err).toContain("(NOT_ALLOWED)");
    door.isShut = false;
    expect(await tell("--approve")).toBe(0);
    front.closeAllConnections();
    front.close();
  });

  it.each([
    ["y\n", 0, "Deleted 1 task"],
    ["n\n", 0, "I did not delete any tasks"],
    ["\n", 0, "I did not delete any tasks"],
    ["yes, but only the old ones\n", 0, "only the old ones"],
    ["", 1, "(INTERRUPT_PENDING)"],
  ])("is answered at a terminal by %j", async (line, code, words) => {
    await say('Add "tea" to my tasks');
    await say('Complete "tea"');
    person.take();
    const io = person.withStdin(line);
    io.stdin.isTTY = true;
    const args = ["invoke", agent.url, "--session", "tasks", "Delete all my finished tasks"];
    expect(await runCommand(args, io)).toBe(code);
    expect(person.said.err).toContain(SHOWN);
    expect(person.said.out + person.said.err).toContain(words);
  });

  it.each([
    [["--approve", "--decline", "no"], "cannot both"],
    [["--approve", "Hello"], "give no text"],
    [["--approve"], "Nothing waits"],
  ])("is not answered by %j", async (args, words) => {
    expect(await say(...args)).toBe(2);
    expect(person.take().err).toContain(words);
    expect(await runCommand(["invoke", agent.url, "--approve"], person.io)).toBe(2);
  });
});

describe("what an agent asks", () => {
  const approval: Interrupt = {
    id: "i1",
    reason: "tool_approval",
    message: "Really?\n  tool       harmless",
    metadata: { tool: "send\u001b[2J", input: { to: "a\u202eb", text: "x".repeat(5_000) } },
  };
  const consent: Interrupt = { id: "i2", reason: "oauth_consent", metadata: { url: "https://idp.example/?a=1" } };
  const call = { id: "c1", type: "function" as const, function: { name: "delete_note", arguments: '{"title":"all"}' } };
  const messages: Message[] = [{ id: "m", role: "assistant", toolCalls: [call] }];
  const read = (...interrupts: Interrupt[]) => {
    const asked = readAsked(interrupts, messages);
    if (!asked.ok) throw new Error(asked.detail);
    return asked.list;
  };

  it("is shown to its end, with what a terminal would hide or act on written out", () => {
    showAsked(read(approval, consent), person.io);
    const { err } = person.take();
    expect(err).toContain("x".repeat(5_000));
    expect(err).toContain("send⟨U+001B⟩[2J");
    expect(err).toContain("a⟨U+202E⟩b");
    expect(err).toContain("Really?⟨U+000A⟩  tool");
    expect(err).toContain("https://idp.example/?a=1");
  });

  it("is what the call that it names will do, whatever it says of it", () => {
    const metadata = { tool: "harmless", input: { title: "none" } };
    const asked = read({ id: "i3", reason: "tool_call", toolCallId: "c1", metadata });
    showAsked(asked, person.io);
    expect(person.take().err).toContain('tool       delete_note\n  arguments  {"title":"all"}\n');
    expect(decideAll(asked, { approved: true })).toEqual([
      { interruptId: "i3", status: "resolved", payload: { approved: true } },
    ]);
  });

  it("is about the call that was made last under its id", () => {
    const made = (args: string): Message => ({
      id: args,
      role: "assistant",
      toolCalls: [{ id: "c1", type: "function", function: { name: "delete_file", arguments: args } }],
    });
    const asked = readAsked([{ ...approval, toolCallId: "c1" }], [made('{"path":"/tmp"}'), made('{"path":"/"}')]);
    if (!asked.ok) throw new Error(asked.detail);
    showAsked(asked.list, person.io);
    expect(person.take().err).toContain('tool       delete_file\n  arguments  {"path":"/"}\n');
  });

  it("is answered as on the site", () => {
    expect(decideAll(read(approval, consent), { approved: true })).toEqual([
      { interruptId: "i1", status: "resolved", payload: { approved: true } },
      { interruptId: "i2", status: "resolved", payload: { approved: true } },
    ]);
    expect(decideAll(read(approval, consent), { approved: false, reason: "no" })).toEqual([
      { interruptId: "i1", status: "resolved", payload: { approved: false, reason: "no" } },
      { interruptId: "i2", status: "cancelled" },
    ]);
    expect(canDecideAll(read(approval, consent))).toBe(true);
    expect(canDecideAll(read(approval, { id: "i3", reason: "input_required" }))).toBe(false);
  });

  it.each([
    ["its time is over", { expiresAt: "2020-01-01T00:00:00Z" }, "too late"],
    ["it cannot be shown whole", { metadata: { tool: "t", input: "x".repeat(200_001) } }, "shown whole"],
  ])("can be declined only when %s", (_, change, words) => {
    const asked = read({ ...approval, ...change });
    showAsked(asked, person.io);
    expect(person.take().err.length).toBeLessThan(10_000);
    expect(() => decideAll(asked, { approved: true })).toThrow(words);
    expect(decideAll(asked, { approved: false, reason: "" })).toMatchObject([{ payload: { approved: false } }]);
  });

  it("is refused when no answer could be told from another", () => {
    expect(readAsked([approval, approval], []).ok).toBe(false);
  });

  it.each(["tool_call", "tool_approval", "confirmation"])(
    "can be answered when its reason is %s, as on the site",
    (reason) => {
      expect(canDecideAll(read({ id: "i4", reason, toolCallId: "c1", message: "Delete this note?" }))).toBe(true);
    },
  );
});
