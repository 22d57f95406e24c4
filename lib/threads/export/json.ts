import "server-only";
import type { ExportedInterrupts } from "./interrupts";
import type { ExportedMessage, ExportedThread } from "./read";

/** Name and version of the file's shape, for programs that read it. */
export const JSON_FORMAT = { format: "agentcore-chat", version: 1 } as const;

/**
 * A conversation as a JSON object, piece by piece: every message of every branch, each with its parent, and what the agent
 * has asked and was answered. What models hand
 * to themselves in encrypted form is left out: it is theirs, and says nothing to anybody else.
 */
export async function* threadJson(
  thread: ExportedThread,
  messages: AsyncIterable<ExportedMessage>,
  readInterrupts: () => Promise<readonly ExportedInterrupts[]>,
): AsyncGenerator<string> {
  const head = JSON.stringify(thread);
  yield `${head.slice(0, -1)},"messages":[`;
  let separator = "\n";
  for await (const { content, ...place } of messages) {
    yield separator + JSON.stringify({ ...place, message: content }, withoutEncrypted);
    separator = ",\n";
  }
  const interrupts = await readInterrupts();
  yield interrupts.length > 0 ? `],"interrupts":${JSON.stringify(interrupts)}}` : "]}";
}

function withoutEncrypted(key: string, value: unknown): unknown {
  return key === "encryptedValue" ? undefined : value;
}
