import type { Message } from "@ag-ui/core";
import { expect, it } from "vitest";
import type { ShownInterrupts } from "./interrupts";
import { threadMarkdown } from "./markdown";
import type { ExportedMessage } from "./read";

const at = new Date("2026-01-01T00:00:00Z");
const thread = { id: "t", agentId: "a", title: "T", pinned: false, archived: false, headMessageId: null, state: {} };
async function* said(messages: Message[]): AsyncGenerator<ExportedMessage> {
  for (const [position, content] of messages.entries())
    yield { id: content.id, parentId: null, position, runId: "r", createdAt: at, content };
}
async function markdownOf(messages: Message[], interrupts: ShownInterrupts = { decisions: {}, waiting: [] }) {
  const options = { agentName: "Helper", locale: "en" as const, unfinished: new Map(), interrupts };
  let text = "";
  for await (const piece of threadMarkdown({ ...thread, createdAt: at, activeAt: at }, said(messages), options))
    text += piece;
  return text;
}

const asked = { id: "i", kind: "approval", input: "{}", inputChars: null, toolCallId: null, message: null } as const;
const waiting = [{ ...asked, tool: "send_*mail*", url: null, provider: null, expiresAt: null }];

it("says what the agent asked where it was answered, and at the end while it waits; nothing of it is markup", async () => {
  const messages: Message[] = [
    { id: "q", role: "user", content: "q" },
    { id: "c", role: "assistant", content: "I would." },
    { id: "k", role: "assistant", content: "ok" },
  ];
  const made = { id: "i", kind: "approval", tool: "delete_file", host: null, decision: "declined" } as const;
  const decisions = { c: [{ ...made, reason: "no\n\n# Forged *heading*" }] };
  const markdown = await markdownOf(messages, { decisions, waiting });
  expect(markdown).toContain("*You declined delete\\_file: no \\# Forged \\*heading\\**");
  expect(markdown.indexOf("You declined")).toBeLessThan(markdown.indexOf("> ok"));
  expect(markdown.endsWith("*The agent waits for a decision about send\\_\\*mail\\*.*\n\n")).toBe(true);
  expect(markdown).not.toMatch(/^# Forged/m);
});

it("breaks nothing when a message is called like something that every object has", async () => {
  expect(await markdownOf([{ id: "constructor", role: "assistant", content: "hi" }])).toContain("> hi");
});
