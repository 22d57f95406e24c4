import type { ContentBlock, Message, ToolResultBlock } from "@strands-agents/sdk";

/** One tool call of the conversation and what came back; `result` is missing while it runs. */
export type Call = { id: string; name: string; input: unknown; result?: { value: unknown; failed: boolean } };

/** What the person said, and all that followed until they spoke again. */
export type Turn = { question: string; hasAttachments: boolean; calls: Call[]; answer: string };

/** A conversation as turns, oldest first; the last is the one to answer. */
export function turnsOf(messages: Message[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === "user") {
      const said = message.content.filter((block) => block.type !== "toolResultBlock");
      for (const block of message.content) if (block.type === "toolResultBlock") settle(turns, block);
      if (said.length > 0) {
        const hasAttachments = said.some((block) => ["imageBlock", "documentBlock", "videoBlock"].includes(block.type));
        turns.push({ question: textOf(said), hasAttachments, calls: [], answer: "" });
      }
      continue;
    }
    const turn = turns.at(-1);
    if (!turn) continue;
    turn.answer = [turn.answer, textOf(message.content)].filter(Boolean).join("\n\n");
    for (const block of message.content) {
      if (block.type === "toolUseBlock") turn.calls.push({ id: block.toolUseId, name: block.name, input: block.input });
    }
  }
  return turns;
}

function textOf(blocks: ContentBlock[]): string {
  return blocks.flatMap((block) => (block.type === "textBlock" ? [block.text] : [])).join("\n");
}

function settle(turns: Turn[], block: ToolResultBlock): void {
  for (const call of turns.flatMap((turn) => turn.calls)) {
    if (call.id !== block.toolUseId) continue;
    const [content] = block.content;
    const value =
      content?.type === "jsonBlock" ? content.json : content?.type === "textBlock" ? content.text : undefined;
    call.result = { value: parsed(value), failed: block.status === "error" };
  }
}

/** A result that was read back from a stored conversation is JSON in a text. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
