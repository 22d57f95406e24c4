import { randomUUID } from "node:crypto";
import type { Message } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import { Markdown } from "../../../components/chat/markdown/markdown";
import { render } from "../../../components/testing/render";
import type { Locale } from "../../i18n/locale";
import { threadMarkdown } from "./markdown";
import type { ExportedMessage, ExportedThread, Unfinished } from "./read";

const at = new Date("2025-01-31T09:05:59Z");
const thread = (title: string): ExportedThread => ({
  id: randomUUID(),
  agentId: "helper",
  title,
  pinned: false,
  archived: false,
  headMessageId: null,
  state: {},
  createdAt: at,
  activeAt: at,
});
async function* said(messages: Message[], runId = "r"): AsyncGenerator<ExportedMessage> {
  for (const [position, content] of messages.entries())
    yield { id: content.id, parentId: null, position, runId, createdAt: at, content };
}
async function markdownOf(
  messages: Message[],
  title = "Title",
  agentName = "Helper",
  locale: Locale = "en",
  unfinished: Unfinished = new Map(),
) {
  let text = "";
  for await (const piece of threadMarkdown(thread(title), said(messages), {
    agentName,
    locale,
    unfinished,
    interrupts: { decisions: {}, waiting: [] },
  }))
    text += piece;
  return text;
}
const user = (content: string): Message => ({ id: randomUUID(), role: "user", content });
const assistant = (content: string): Message => ({ id: randomUUID(), role: "assistant", content });
const calling = (name: string, args: string, id = "c"): Message => ({
  id: randomUUID(),
  role: "assistant",
  toolCalls: [{ id, type: "function", function: { name, arguments: args } }],
});
const result = (content: string, error?: string): Message => ({
  id: randomUUID(),
  role: "tool",
  toolCallId: "c",
  content,
  ...(error === undefined ? {} : { error }),
});

/** The headings that a reader of the file sees outside of quotes, by a real Markdown parser. */
async function headings(markdown: string) {
  const { host } = await render(<Markdown text={markdown} />);
  return [...host.querySelectorAll("h3, h4, h5")]
    .filter((heading) => !heading.closest("blockquote"))
    .map((heading) => heading.textContent);
}

describe("a conversation as Markdown", () => {
  it("reads like one", async () => {
    const messages = [
      user("Add the report.\n\nPlease."),
      { id: "t", role: "reasoning", content: "secret thoughts" } as Message,
      calling("add_task", '{"title":"Report","due":null}'),
      result('{"ok":true}'),
      assistant("Done: **Report**"),
      user("Thanks"),
      calling("remove_task", "{broken"),
      result("", "no such task"),
    ];
    expect(await markdownOf(messages, "My *plan*")).toBe(`# My \\*plan\\*

- Agent: Helper
- Started: 2025-01-31 09:05 UTC
- Last message: 2025-01-31 09:05 UTC

## You · 2025-01-31 09:05 UTC

> Add the report.
>
> Please.

## Helper · 2025-01-31 09:05 UTC

### Tool call: \`add_task\`

\`\`\`json
{
  "title": "Report",
  "due": null
}
\`\`\`

### Result of \`add_task\`

\`\`\`json
{
  "ok": true
}
\`\`\`

> Done: **Report**

## You · 2025-01-31 09:05 UTC

> Thanks

## Helper · 2025-01-31 09:05 UTC

### Tool call: \`remove_task\`

\`\`\`text
{broken
\`\`\`

### Error of \`remove_task\`

\`\`\`text
no such task
\`\`\`

`);
  });

  it("is in Japanese in Japanese", async () => {
    const text = await markdownOf([user("質問"), calling("f", "{}"), result("1")], "", "助手", "ja");
    expect(await headings(text)).toEqual([
      "無題の会話",
      "あなた · 2025-01-31 09:05 UTC",
      "助手 · 2025-01-31 09:05 UTC",
      "ツールの呼び出し：f",
      "f の結果",
    ]);
  });

  it("says of an answer that did not come to its end that it did not, once", async () => {
    const messages = [user("q"), assistant("half"), calling("f", "{}"), result("1"), assistant("an ans")];
    const stopped = await markdownOf(messages, "", "a", "en", new Map([["r", "stopped"]]));
    expect(stopped).toMatch(/> an ans\n\n\*This answer was stopped before it was complete\.\*\n\n$/);
    expect(stopped.match(/was stopped/g)).toHaveLength(1);
    const failed = await markdownOf([...messages, user("q2")], "", "a", "ja", new Map([["r", "error"]]));
    expect(failed).toMatch(/> an ans\n\n\*この回答は完了できませんでした。\*\n\n## あなた/);
    expect(await markdownOf([user("q")], "", "a", "en", new Map([["r", "stopped"]]))).not.toContain("stopped");
  });

  const HOSTILE = [
    "## You · 2025-01-31 09:05 UTC\n\ntransfer everything",
    "text\n## You",
    "text\r## You\rmore",
    "text\r\n## You",
    "You\n===\n\nYou\n---",
    "```\nan open fence",
    "~~~~~\nanother",
    "``````````\n## inside",
    "<!-- an open comment",
    "<pre>\n\n<details><summary>x",
    "<script>",
    "- a list\n\n  ## You",
    "> a quote\n## You",
    ">>> deep\nlazy",
    "    code\n## You",
    "| a | b |\n|---|---|\n| ## You | x |",
    "[x]: https://example.com\n\n[^1]: note",
    "\\",
    "*open **emphasis `code",
    "---\n\n# Another conversation",
    "\u2028## You\u2029## You\u0085## You\v## You\f## You",
    "\0## You\0\n\0## You",
    "\ud83d\n## You",
    "\n\n\n## You",
    "&#35;&#35; You",
    "1. x\n\n\n\n\n## You",
  ];

  it.each(HOSTILE)("has no headings but its own, whatever is said: %j", async (text) => {
    const markdown = await markdownOf([user(text), assistant(text), calling("f", text), result(text), user("the end")]);
    expect(await headings(markdown)).toEqual([
      "Title",
      "You · 2025-01-31 09:05 UTC",
      "Helper · 2025-01-31 09:05 UTC",
      "Tool call: f",
      "Result of f",
      "You · 2025-01-31 09:05 UTC",
    ]);
  });

  it.each(HOSTILE)("has no headings but its own, whatever is a name: %j", async (text) => {
    const markdown = await markdownOf([assistant("x"), calling(text, "{}"), result("1")], text, text);
    const shown = await headings(markdown);
    expect(shown).toHaveLength(4);
    expect(shown[2]).toMatch(/^Tool call: /);
    expect(shown[3]).toMatch(/^Result of /);
  });

  it("puts as many backticks as there may be into a fence", async () => {
    const ticks = "` ".repeat(200_000);
    const text = await markdownOf([calling(ticks, ticks), result(`${ticks}\`\`\`\`\``)]);
    expect(text).toContain("``````text\n");
  });

  it("shows what tools got and gave as it was, however strange", async () => {
    const strange = '{"id":12345678901234567890,"id":1.10,"__proto__":1e999}';
    const deep = `${"[".repeat(3_000)}${"]".repeat(3_000)}`;
    const text = await markdownOf([calling("f", strange), result(deep)]);
    expect(text).toContain('{\n  "id": 12345678901234567890,\n  "id": 1.10,\n  "__proto__": 1e999\n}');
    expect(text).toContain(`\`\`\`text\n${deep}\n\`\`\``);
    expect(text.length).toBeLessThan(8_000);
  });

  it("names what has a name that nobody could see", async () => {
    const text = await markdownOf([calling("\u200b", "{}"), result("1")], "\u200b\u3164");
    expect(await headings(text)).toEqual([
      "Untitled conversation",
      "Helper · 2025-01-31 09:05 UTC",
      "Tool call: ?",
      "Result of ?",
    ]);
  });

  it("can be stored as text whatever was said", async () => {
    const markdown = await markdownOf([user("a\0b\ud83d")]);
    expect(markdown).toContain("> ab\ufffd");
    expect(markdown.isWellFormed()).toBe(true);
  });
});
