import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { isOpen, pause, write } from "../client.ts";
import { eventFrame } from "./frames.ts";
import type { RuleOf } from "./rules.ts";

const inputSchema = z.object({ threadId: z.string(), runId: z.string() });

/**
 * Says given texts in the agent's place, each a message of its own, in pieces of a few characters: what a page makes of
 * words that come apart anywhere can only be seen when they do.
 *
 * @param body the run's input, whose ids the events repeat
 */
export async function sayInstead(response: ServerResponse, rule: RuleOf<"say">, body: Buffer): Promise<void> {
  const input = inputSchema.safeParse(JSON.parse(body.toString("utf8")));
  const ids = input.success ? input.data : { threadId: randomUUID(), runId: randomUUID() };
  if (!isOpen(response)) return;
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of saying(rule, ids)) {
    if (event.type === "TEXT_MESSAGE_CONTENT" && rule.everyMs > 0) await pause(response, rule.everyMs);
    await write(response, eventFrame(event));
  }
  if (isOpen(response)) response.end();
}

function* saying(rule: RuleOf<"say">, ids: { threadId: string; runId: string }): Generator<Record<string, unknown>> {
  yield { type: "RUN_STARTED", ...ids };
  for (const text of rule.texts) {
    const messageId = randomUUID();
    yield { type: "TEXT_MESSAGE_START", messageId, role: "assistant" };
    // By code points: a delta never ends within a character.
    const characters = [...text];
    for (let from = 0; from < characters.length; from += rule.size) {
      const delta = characters.slice(from, from + rule.size).join("");
      yield { type: "TEXT_MESSAGE_CONTENT", messageId, delta };
    }
    yield { type: "TEXT_MESSAGE_END", messageId };
  }
  yield { type: "RUN_FINISHED", ...ids };
}
