import type { RunAgentInput } from "@ag-ui/core";
import { type AgentProtocol, isEventStream } from "../protocol";
import { createStreamReader } from "./event-stream";
import { createSpeech } from "./speech";
import { createJsonReader, createTextReader } from "./whole-answer";

/** Where a runtime of the HTTP protocol reads the message in its JSON body. */
export type PromptPlace = "prompt" | "input.prompt";

const JSON_TYPE = /^application\/([\w.+-]+\+)?json\b/i;
/** A page is what a proxy or a wrong address answers with, not what an agent says. */
const TEXT_TYPE = /^text\/(plain|markdown)\b/i;

export const HTTP_ACCEPT = "text/event-stream, application/json, text/plain";

/**
 * The HTTP protocol of AgentCore: the person's message goes along as `{"prompt"}` or `{"input":{"prompt"}}`, and the answer
 * is JSON, a text, or Server-Sent Events of whatever the agent's framework sends.
 *
 * The agent remembers the conversation by its session; nothing of its history is sent. Such an answer has no event that ends
 * it: it is whole when its connection is closed in an orderly way.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-http-protocol-contract.html
 */
export function httpProtocol(place: PromptPlace): AgentProtocol {
  return (input) => {
    const run = JSON.parse(input) as RunAgentInput;
    const prompt = lastQuestion(run);
    const begin = () => createSpeech({ threadId: run.threadId, runId: run.runId });
    return {
      body: JSON.stringify(place === "prompt" ? { prompt } : { input: { prompt } }),
      accept: HTTP_ACCEPT,
      reader: (type) => {
        if (isEventStream(type)) return createStreamReader(begin());
        if (TEXT_TYPE.test(type)) return createTextReader(begin());
        return JSON_TYPE.test(type) ? createJsonReader(begin()) : null;
      },
    };
  };
}

function lastQuestion({ messages }: RunAgentInput): string {
  const content = messages.findLast((message) => message.role === "user")?.content;
  if (!Array.isArray(content)) return typeof content === "string" ? content : "";
  return content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}
