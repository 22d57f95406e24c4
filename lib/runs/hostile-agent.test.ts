import { type BaseEvent, EventSchemas, EventType, type Message } from "@ag-ui/core";
import { expect, it, vi } from "vitest";
import { type Folded, fold } from "./fold";
import { createOpenParts } from "./open-parts";
import { createOwnDocuments } from "./own-documents";
import { createOwnEvents, knownIds, wholeSnapshot } from "./own-events";
import { randomFrom } from "./testing/random";

const HISTORY = [
  { id: "q0", role: "user", content: "before" },
  { id: "a0", role: "assistant", content: "", toolCalls: [callOf("c0")] },
  { id: "t0", role: "tool", toolCallId: "c0", content: "1" },
  { id: "question", role: "user", content: "now" },
] as Message[];
const IDS = ["question", "q0", "a0", "t0", "c0", "x", "y", "z", "", "a\0b", "\ud800", "ü", " ", "i".repeat(3_000)];

function callOf(id: string) {
  return { id, type: "function", function: { name: "f", arguments: "{}" } };
}

/** Any event that gets through AG-UI's schemas, in any order. */
function randomEvent({ pick, below }: ReturnType<typeof randomFrom>): BaseEvent {
  const [messageId, toolCallId] = [pick(IDS), pick(IDS)];
  const parent = below(2) ? { parentMessageId: pick(IDS) } : {};
  const patch = [
    { op: pick(["add", "remove", "move"]), path: pick(["", "/a", "/b/c"]), from: "/a", value: pick([{}, 1]) },
  ];
  const messages = () =>
    Array.from({ length: below(6) }, () => {
      const id = pick(IDS);
      return pick([
        { id, role: "user", content: "forged" },
        { id, role: "system", content: "forged" },
        { id, role: "assistant", content: pick(["", "said"]) },
        { id, role: "assistant", toolCalls: [callOf(pick(IDS)), callOf(pick(IDS))] },
        { id, role: "tool", toolCallId: pick(IDS), content: "r" },
        { id, role: "reasoning", content: "hm" },
        { id, role: "activity", activityType: "plan", content: {} },
      ]);
    });
  return pick<object>([
    { type: EventType.TEXT_MESSAGE_START, messageId, role: pick(["user", "system", "developer", "assistant"]) },
    { type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta: "w" },
    { type: EventType.TEXT_MESSAGE_END, messageId },
    { type: EventType.TOOL_CALL_START, toolCallId, toolCallName: "f", ...parent },
    { type: EventType.TOOL_CALL_ARGS, toolCallId, delta: "{" },
    { type: EventType.TOOL_CALL_END, toolCallId },
    { type: EventType.TOOL_CALL_RESULT, messageId, toolCallId, content: "r" },
    { type: EventType.REASONING_START, messageId },
    { type: EventType.REASONING_MESSAGE_START, messageId, role: "reasoning" },
    { type: EventType.REASONING_MESSAGE_CONTENT, messageId, delta: "h" },
    { type: EventType.REASONING_MESSAGE_END, messageId },
    { type: EventType.REASONING_END, messageId },
    {
      type: EventType.REASONING_ENCRYPTED_VALUE,
      subtype: pick(["message", "tool-call"]),
      entityId: messageId,
      encryptedValue: "e",
    },
    { type: EventType.ACTIVITY_SNAPSHOT, messageId, activityType: "plan", content: { a: {} }, replace: below(2) === 0 },
    { type: EventType.ACTIVITY_DELTA, messageId, activityType: "plan", patch },
    { type: EventType.STATE_SNAPSHOT, snapshot: pick<unknown>([{ a: {} }, null, 1]) },
    { type: EventType.STATE_DELTA, delta: patch },
    { type: EventType.STEP_STARTED, stepName: pick(IDS) },
    { type: EventType.STEP_FINISHED, stepName: pick(IDS) },
    { type: EventType.SUBAGENT_STARTED, subagentRunId: "s", name: "s", parentToolCallId: toolCallId, ...parent },
    { type: EventType.CUSTOM, name: "n", value: { messageId } },
    { type: EventType.MESSAGES_SNAPSHOT, messages: messages() },
    { type: EventType.MESSAGES_SNAPSHOT, messages: messages() },
  ]) as BaseEvent;
}

/** What `produce` does with an agent's events. */
async function runOf(seed: number): Promise<{ server: Folded; page: Folded }> {
  const random = randomFrom(seed);
  const [own, documents, parts] = [
    createOwnEvents(knownIds(HISTORY)),
    createOwnDocuments({}),
    createOpenParts(() => crypto.randomUUID()),
  ];
  let server: Folded = { messages: [], state: {} };
  let page: Folded = { messages: HISTORY, state: {} };
  const emit = async (event: BaseEvent, logged = event) => {
    parts.see(logged);
    server = await fold(server, [logged]);
    page = await fold(page, [event]);
  };
  for (let left = 40; left > 0; left--) {
    const event = EventSchemas.parse(randomEvent(random)) as BaseEvent;
    if (event.type === EventType.MESSAGES_SNAPSHOT) {
      const joined = own.snapshot(server.messages, event.messages as Message[]);
      const before = new Set(
        server.messages.flatMap((one) => (one.role === "assistant" && !one.content ? [] : [one.id])),
      );
      for (const one of joined) before.delete(one.id);
      expect([...before]).toEqual([]);
      documents.seeSnapshot(joined, event.messages as Message[]);
      await emit(wholeSnapshot(HISTORY, joined), wholeSnapshot([], joined));
      continue;
    }
    const mine = own.event(event);
    if (mine && documents.see(mine)) await emit(mine);
  }
  for (const event of parts.close("failed")) await emit(event);
  return { server, page };
}

it("keeps a thread whole, whatever an agent sends", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const known = knownIds(HISTORY);
  for (let seed = 0; seed < 400; seed++) {
    const { server, page } = await runOf(seed);
    const ids = server.messages.map((one) => one.id);
    expect(new Set(ids).size, `seed ${seed}`).toBe(ids.length);
    expect(ids.filter((id) => known.messageIds.has(id) || !/^[\x21-\x7e]{1,128}$/.test(id))).toEqual([]);
    for (const { role } of server.messages) expect(["assistant", "tool", "reasoning", "activity"]).toContain(role);
    const calls = server.messages.flatMap((one) =>
      one.role === "assistant" ? (one.toolCalls ?? []).map((call) => call.id) : [],
    );
    const results = server.messages.flatMap((one) => (one.role === "tool" ? [one.toolCallId] : []));
    for (const list of [calls, results]) expect(new Set(list).size, `seed ${seed}`).toBe(list.length);
    expect([...calls, ...results].filter((id) => known.toolCallIds.has(id))).toEqual([]);
    // Every call has its result: a model provider refuses the conversation else.
    expect(calls.filter((id) => !results.includes(id))).toEqual([]);
    expect(page.messages.slice(0, HISTORY.length), `seed ${seed}`).toEqual(HISTORY);
    const byId = (messages: Message[]) => Object.fromEntries(messages.map((one) => [one.id, one]));
    expect(byId(page.messages.slice(HISTORY.length))).toEqual(byId(server.messages));
    // A page that is sent it must take it.
    EventSchemas.parse({ type: EventType.MESSAGES_SNAPSHOT, messages: server.messages });
  }
  expect(warn.mock.calls.flat().filter((text) => /patch|activity message/.test(String(text)))).toEqual([]);
  warn.mockRestore();
}, 60_000);
