import { createHash, createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Interrupt, InterruptSchema, type Message, MessageSchema } from "@ag-ui/core";
import { decodeJwt } from "jose";
import { z } from "zod";
import { runtimeSessionId } from "../../lib/agentcore/session-id";
import { stateFolder } from "../folders";
import { type Io, UsageError } from "../io";
import { warnOn } from "../login/credentials";
import { readPrivateFile, writePrivateFile } from "../private-files";
import type { Target } from "../target";

const kept = z.object({
  version: z.literal(1),
  agent: z.string(),
  name: z.string(),
  messages: z.array(MessageSchema),
  state: z.unknown(),
  waiting: z.array(InterruptSchema).default([]),
});

/** What is remembered of a conversation. */
type Memory = {
  messages: readonly Message[];
  /** The agent's shared state, as it last was. */
  state: unknown;
  /** What the agent asked at the end of the last run; until it is answered, `messages` has tool calls without a result. */
  waiting: readonly Interrupt[];
};

/** A conversation with one agent; a named one is kept on this machine between two calls. */
export type Conversation = Readonly<Memory> & {
  /** 64 characters; AgentCore asks for 33 at least. */
  sessionId: string;
  threadId: string;
  /** Remembers what has changed. */
  keep: (change: Partial<Memory>) => Promise<void>;
};

/**
 * Opens the conversation of that name, or one that nobody will come back to.
 *
 * AgentCore binds a session to nobody: whoever has a good token and its id may use it. So the id cannot be guessed (a key that
 * stays on this machine), and it is another one for another person on the same machine.
 *
 * @param token whose conversation it is; empty for an agent that asks nobody
 */
export async function openConversation(
  name: string | undefined,
  target: Target,
  token: string,
  io: Io,
): Promise<Conversation> {
  if (name === undefined) {
    const key = randomBytes(32);
    return remembering(idsOf(key, "", "", ""), NOTHING, async () => {});
  }
  if (name.trim() === "" || name.length > 200) throw new UsageError("--session needs a name of 1 to 200 characters.");
  const folder = join(stateFolder(io.env), "conversations");
  const key = await ownKey(join(folder, "key"), io);
  const person = personOf(token);
  const ids = idsOf(key, person, target.invokeUrl, name);
  const file = createHash("sha256").update(ids.sessionId).digest("hex").slice(0, 32);
  const path = join(folder, `${file}.json`);
  return remembering(ids, await readMemory(path, io), async ({ messages, state, waiting }) => {
    const value = { version: 1, agent: target.label, name, messages, state, waiting };
    await writePrivateFile(path, `${JSON.stringify(value)}\n`, warnOn(io));
  });
}

const NOTHING: Memory = { messages: [], state: {}, waiting: [] };

function remembering(
  ids: { threadId: string; sessionId: string },
  memory: Memory,
  write: (memory: Memory) => Promise<void>,
): Conversation {
  const conversation = {
    ...ids,
    ...memory,
    keep: async (change: Partial<Memory>) => {
      Object.assign(conversation, change);
      await write(conversation);
    },
  };
  return conversation;
}

function idsOf(key: Uint8Array, person: string, agent: string, name: string) {
  const hex = createHmac("sha256", key)
    .update(JSON.stringify(["thread", person, agent, name]))
    .digest("hex");
  const threadId = hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { threadId, sessionId: runtimeSessionId(key, person, threadId, 0) };
}

async function ownKey(path: string, io: Io): Promise<Uint8Array> {
  const found = await readPrivateFile(path, warnOn(io));
  if (found && /^[0-9a-f]{64}$/.test(found.trim())) return Buffer.from(found.trim(), "hex");
  const key = randomBytes(32);
  await writePrivateFile(path, `${key.toString("hex")}\n`, warnOn(io));
  return key;
}

async function readMemory(path: string, io: Io): Promise<Memory> {
  const text = await readPrivateFile(path, warnOn(io));
  if (text === null) return NOTHING;
  try {
    const { messages, state = {}, waiting } = kept.parse(JSON.parse(text));
    return { messages, state, waiting };
  } catch {
    io.err("agentcore: what was kept of this conversation cannot be read; it starts anew.\n");
    return NOTHING;
  }
}

/** Whose token this is. Only to tell people apart on this machine: nobody is let in by it. */
function personOf(token: string): string {
  try {
    return decodeJwt(token).sub ?? "";
  } catch {
    return "";
  }
}

/** The messages without tool calls that have no result: an agent refuses a history that waits for something. */
export function withoutOpenCalls(messages: readonly Message[]): Message[] {
  const answered = new Set(messages.flatMap((message) => (message.role === "tool" ? [message.toolCallId] : [])));
  return messages.flatMap((message): Message[] => {
    if (message.role !== "assistant" || !message.toolCalls) return [message];
    const toolCalls = message.toolCalls.filter(({ id }) => answered.has(id));
    if (toolCalls.length > 0) return [{ ...message, toolCalls }];
    const { toolCalls: _, ...rest } = message;
    return rest.content ? [rest] : [];
  });
}
