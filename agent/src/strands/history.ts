import { type ContentBlock, Message, TextBlock, ToolResultBlock, type ToolUseBlock } from "@strands-agents/sdk";

/**
 * Stands in for an answer that never came. Without it the person's next message would be joined to the unanswered one, and
 * a model would answer both, or mix them.
 */
export const NO_ANSWER = "(This got no answer: it was stopped, or it failed, before there was one.)";

const isToolUse = (block: ContentBlock): block is ToolUseBlock => block.type === "toolUseBlock";
const isToolResult = (block: ContentBlock): block is ToolResultBlock => block.type === "toolResultBlock";
const isBlank = (block: ContentBlock) => block.type === "textBlock" && block.text.trim() === "";

/**
 * A conversation in the shape that every provider takes: it begins with the person, roles alternate, no text is blank,
 * and each tool call is followed at once by its one result.
 *
 * What arrives is looser. AG-UI keeps each tool call of a parallel pair, and each result, as a message of its own, and
 * the adapter passes them on one by one; OpenAI and Bedrock answer 400 to that on the next turn. A run that was stopped
 * leaves a call with no result, which they refuse as well: it gets one that says so. And one that ended before its first
 * word leaves a message with no answer: see {@link NO_ANSWER}.
 */
export function tidyHistory(messages: Message[]): Message[] {
  const results = new Map<string, ToolResultBlock>();
  for (const block of messages.flatMap((m) => m.content)) {
    if (isToolResult(block) && !results.has(block.toolUseId)) results.set(block.toolUseId, block);
  }
  const tidy: Message[] = [];
  const push = (role: Message["role"], content: ContentBlock[]) => {
    const last = tidy.at(-1);
    if (last?.role === role) tidy[tidy.length - 1] = new Message({ role, content: [...last.content, ...content] });
    else tidy.push(new Message({ role, content }));
  };
  const seen = new Set<string>();
  const isRepeated = (block: ContentBlock) => {
    if (!isToolUse(block)) return false;
    if (seen.has(block.toolUseId)) return true;
    seen.add(block.toolUseId);
    return false;
  };
  let open: ToolUseBlock[] = [];
  const answerOpenCalls = () => {
    const calls = open;
    open = [];
    if (calls.length === 0) return;
    push(
      "user",
      calls.map((call) => results.get(call.toolUseId) ?? neverRan(call)),
    );
  };
  for (const message of messages) {
    const content = message.content.filter((block) => !isToolResult(block) && !isBlank(block) && !isRepeated(block));
    if (message.role === "user") answerOpenCalls();
    if (content.length === 0 || (message.role === "assistant" && tidy.length === 0)) continue;
    if (message.role === "user" && tidy.at(-1)?.role === "user") push("assistant", [new TextBlock(NO_ANSWER)]);
    push(message.role, content);
    if (message.role === "assistant") open.push(...content.filter(isToolUse));
  }
  answerOpenCalls();
  return tidy;
}

function neverRan(call: ToolUseBlock): ToolResultBlock {
  return new ToolResultBlock({
    toolUseId: call.toolUseId,
    status: "error",
    content: [new TextBlock("This call was stopped before it had a result.")],
  });
}
