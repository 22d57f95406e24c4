import { isRecord } from "../../json-text";
import { MAX_RUN_CHARS } from "../event-limits";
import { answerIn } from "./json-answer";
import type { Speech } from "./speech";

type Json = Record<string, unknown>;

/** How Strands' loop goes: `true` beside what it says. */
const LIFECYCLE = ["init_event_loop", "start", "start_event_loop", "force_stop", "complete"];
/** More of what it tells its callbacks; tool calls are taken from the model's events and from messages. */
const TOOL_PROGRESS = ["current_tool_use", "tool_stream_event"];

/** Whether a value is an event of Strands' `stream_async`. A message of its own is one, too. */
export function isStrandsEvent(value: unknown): value is Json {
  if (!isRecord(value)) return false;
  if (isRecord(value.event) || typeof value.data === "string" || typeof value.reasoningText === "string") return true;
  if (isRecord(value.message) && Array.isArray(value.message.content)) return true;
  return LIFECYCLE.some((name) => value[name] === true) || TOOL_PROGRESS.some((name) => isRecord(value[name]));
}

/**
 * Says what the events of a Strands agent say.
 *
 * `stream_async` gives everything up to three times: the model's own events (`event`), the same words for callbacks
 * (`data`, `reasoningText`), and the finished `message`. An agent passes on all of them or only one kind, so a copy is left
 * out once the better kind has been seen.
 *
 * @see https://strandsagents.com/latest/documentation/docs/user-guide/concepts/streaming/
 */
export function createStrandsEar(speech: Speech) {
  let raw = false;
  let streamed = false;
  let call: { id: string; name: string; args: string } | null = null;

  const modelEvent = (event: Json) => {
    raw = true;
    if (isRecord(event.messageStart)) speech.endMessage();
    const started = isRecord(event.contentBlockStart) ? event.contentBlockStart.start : undefined;
    if (isRecord(started) && isRecord(started.toolUse)) {
      const { toolUseId, name } = started.toolUse;
      call = typeof toolUseId === "string" && typeof name === "string" ? { id: toolUseId, name, args: "" } : null;
    }
    const delta = isRecord(event.contentBlockDelta) ? event.contentBlockDelta.delta : undefined;
    if (isRecord(delta)) modelDelta(delta);
    if (isRecord(event.contentBlockStop) && call) {
      speech.toolCall(call);
      call = null;
    }
  };
  const modelDelta = (delta: Json) => {
    if (typeof delta.text === "string") speech.text(delta.text);
    if (isRecord(delta.reasoningContent) && typeof delta.reasoningContent.text === "string")
      speech.reasoning(delta.reasoningContent.text);
    if (call && isRecord(delta.toolUse) && typeof delta.toolUse.input === "string") {
      call.args += delta.toolUse.input;
      if (call.args.length > MAX_RUN_CHARS) throw new RangeError("the arguments of a call have no end");
    }
  };
  const message = ({ role, content }: Json) => {
    const blocks = Array.isArray(content) ? content.filter(isRecord) : [];
    if (role !== "user" && !raw && !streamed) {
      const text = answerIn({ content })?.text;
      if (text) {
        speech.endMessage();
        speech.text(text);
      }
    }
    for (const { toolUse, toolResult } of blocks) {
      if (isRecord(toolUse)) usedTool(toolUse);
      if (isRecord(toolResult)) gotResult(toolResult);
    }
  };
  const usedTool = ({ toolUseId, name, input }: Json) => {
    if (typeof toolUseId !== "string" || typeof name !== "string") return;
    speech.toolCall({ id: toolUseId, name, args: JSON.stringify(input ?? {}) });
  };
  const gotResult = ({ toolUseId, status, content }: Json) => {
    if (typeof toolUseId !== "string") return;
    const text = answerIn({ content })?.text ?? JSON.stringify(content ?? "");
    speech.toolResult(toolUseId, status === "error" ? JSON.stringify({ error: { message: text } }) : text);
  };

  return {
    hear(value: Json): void {
      if (isRecord(value.event)) modelEvent(value.event);
      else if (isRecord(value.message)) message(value.message);
      else if (raw) return;
      else if (typeof value.data === "string") {
        streamed = true;
        speech.text(value.data);
      } else if (typeof value.reasoningText === "string") speech.reasoning(value.reasoningText);
    },
  };
}
