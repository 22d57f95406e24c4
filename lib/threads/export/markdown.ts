import "server-only";
import { createTranslator } from "next-intl";
import { longestBackticks } from "../../backticks";
import { storable } from "../../db/columns";
import type { Locale } from "../../i18n/locale";
import en from "../../i18n/messages/en.json";
import ja from "../../i18n/messages/ja.json";
import { readableText } from "../messages";
import { oneLine } from "../title";
import { decisionSentences } from "./decision-sentences";
import type { ShownInterrupts } from "./interrupts";
import { prettyJson } from "./pretty-json";
import type { ExportedMessage, ExportedThread, Unfinished } from "./read";

const MESSAGES = { en, ja } satisfies Record<Locale, typeof en>;

/**
 * A conversation as Markdown, piece by piece: the branch that is shown, with each tool call's input and result, without
 * reasoning.
 *
 * What was said stands in quotes, and what tools got and gave in fences longer than any inside: nothing in it, be it a
 * heading, an open fence or an HTML comment, reaches out of its place, so the file's own headings cannot be faked.
 */
export async function* threadMarkdown(
  thread: ExportedThread,
  messages: AsyncIterable<ExportedMessage>,
  options: { agentName: string; locale: Locale; unfinished: Unfinished; interrupts: ShownInterrupts },
): AsyncGenerator<string> {
  const t = createTranslator({ locale: options.locale, messages: MESSAGES[options.locale], namespace: "exportFile" });
  const { decisions, waiting } = options.interrupts;
  const say = decisionSentences(options.locale, escaped);
  const agent = escaped(options.agentName);
  yield `# ${escaped(thread.title) || t("untitled")}\n\n`;
  yield `- ${t("agent", { name: agent })}\n- ${t("started", { time: utc(thread.createdAt) })}\n`;
  yield `- ${t("active", { time: utc(thread.activeAt) })}\n\n`;
  const toolNames = new Map<string, string>();
  let speaking: string | null = null;
  let answering: string | null = null;
  const endOf = (runId: string | null): string => {
    const mark = runId === null ? undefined : options.unfinished.get(runId);
    return mark ? `*${t(`marks.${mark}`)}*\n\n` : "";
  };
  for await (const { content, createdAt, runId } of messages) {
    const current = content.role === "user" ? null : runId;
    if (current !== answering) yield endOf(answering);
    answering = current;
    if (content.role === "user") {
      yield `## ${t("you")} · ${utc(createdAt)}\n\n${quoted(readableText(content))}`;
      speaking = null;
    } else if (content.role === "assistant") {
      // The parts of one answer, between its tool calls, are under one heading.
      if (speaking !== runId) yield `## ${agent} · ${utc(createdAt)}\n\n`;
      speaking = runId;
      yield quoted(readableText(content));
      for (const call of content.toolCalls ?? []) {
        const name = codeSpan(call.function.name);
        toolNames.set(call.id, name);
        yield `### ${t("toolCall", { name })}\n\n${fenced(call.function.arguments)}`;
      }
    } else if (content.role === "tool") {
      const name = toolNames.get(content.toolCallId) ?? codeSpan("");
      yield `### ${t(content.error === undefined ? "toolResult" : "toolError", { name })}\n\n`;
      yield fenced(content.content || (content.error ?? ""));
    }
    const made = Object.hasOwn(decisions, content.id) ? (decisions[content.id] ?? []) : [];
    for (const one of made) yield `*${say.decision(one)}*\n\n`;
  }
  yield endOf(answering);
  for (const one of waiting) yield `*${say.waiting(one)}*\n\n`;
}

/** `2025-01-31 09:05 UTC`: the server does not know where the person is. */
export function utc(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** CommonMark ends a line at any of these. */
function linesOf(text: string): string[] {
  return storable(text).split(/\r\n|\r|\n/);
}

function quoted(text: string): string {
  if (text.trim() === "") return "";
  return `${linesOf(text)
    .map((line) => (line ? `> ${line}` : ">"))
    .join("\n")}\n\n`;
}

function fenced(text: string): string {
  const laidOut = prettyJson(text);
  const [body, language] = laidOut === null ? [text, "text"] : [laidOut, "json"];
  const fence = "`".repeat(Math.max(2, longestBackticks(body)) + 1);
  return `${fence}${language}\n${linesOf(body).join("\n")}\n${fence}\n\n`;
}

/** On one line, and nothing in it is markup. */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>#&~|!]/g, "\\$&");
}

function codeSpan(text: string): string {
  const line = oneLine(text) || "?";
  const longest = longestBackticks(line);
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
