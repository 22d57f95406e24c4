import { randomUUID } from "node:crypto";
import type { Message } from "@ag-ui/core";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import { secondsAgo } from "../db/clock";
import { message, run, thread } from "../db/schema";
import { embeddedTestDatabase, hasPostgres, postgresTestDatabase, type TestDatabase } from "../db/testing";
import type { Database } from "../db/types";
import { searchVector } from "./search-terms";

/** Both databases that the site runs on: `describe.each(engines)`. */
export const engines = [
  { engine: "embedded", open: embeddedTestDatabase, available: true },
  { engine: "postgres", open: postgresTestDatabase, available: await hasPostgres() },
];

/** Opens a database of this engine for the suite that calls it, if it is available, and drops it after the last test. */
export function openFor({ open, available }: (typeof engines)[number], use: (db: Database) => void): void {
  let opened: TestDatabase | undefined;
  beforeAll(async () => {
    if (!available) return;
    opened = await open();
    use(opened.db);
  }, 60_000);
  afterAll(async () => await opened?.drop());
}

export const STALE_MS = 45_000;

type NewThread = Partial<Omit<typeof thread.$inferInsert, "activeAt">> & { userId: string; active?: number };

/** Puts a thread into the database. @param active seconds since the last thing was said @returns its id */
export async function seedThread(db: Database, { active = 0, ...values }: NewThread): Promise<string> {
  const id = values.id ?? randomUUID();
  await db.insert(thread).values({
    agentId: "helper",
    ...values,
    id,
    titleSearch: sql`${searchVector(values.title ?? "")}`,
    activeAt: sql`${secondsAgo(active)}`,
  });
  return id;
}

type Said = { id?: string; parent?: string | null; runId?: string } & (
  | { user: string }
  | { assistant: string; tools?: { id: string; name: string; args: string }[] }
  | { tool: string; of: string }
  | { reasoning: string }
);

/**
 * Puts messages into a thread, each below the one before unless it names another parent, and shows the branch of the last.
 *
 * @returns their ids
 */
export async function seedMessages(db: Database, userId: string, threadId: string, said: Said[]): Promise<string[]> {
  const ids: string[] = [];
  const [{ next } = { next: 0 }] = await db
    .select({ next: thread.nextPosition })
    .from(thread)
    .where(sql`${thread.id} = ${threadId}`);
  for (const [index, part] of said.entries()) {
    const id = part.id ?? randomUUID();
    const content = messageOf(id, part);
    const text = "user" in part ? part.user : "assistant" in part ? part.assistant : "";
    await db.insert(message).values({
      threadId,
      id,
      userId,
      parentId: part.parent === undefined ? (ids.at(-1) ?? null) : part.parent,
      position: next + index,
      role: content.role,
      content,
      runId: part.runId ?? randomUUID(),
      text,
      search: sql`${searchVector(text)}`,
    });
    ids.push(id);
  }
  await db
    .update(thread)
    .set({ headMessageId: ids.at(-1) ?? null, nextPosition: next + said.length })
    .where(sql`${thread.id} = ${threadId}`);
  return ids;
}

function messageOf(id: string, part: Said): Message {
  if ("user" in part) return { id, role: "user", content: part.user };
  if ("tool" in part) return { id, role: "tool", content: part.tool, toolCallId: part.of };
  if ("reasoning" in part) return { id, role: "reasoning", content: part.reasoning };
  const toolCalls = part.tools?.map((tool) => ({
    id: tool.id,
    type: "function" as const,
    function: { name: tool.name, arguments: tool.args },
  }));
  return { id, role: "assistant", content: part.assistant, ...(toolCalls ? { toolCalls } : {}) };
}

/** Puts a run into the database. @param silent seconds since its process was last heard of @returns its id */
export async function seedRun(
  db: Database,
  params: { userId: string; threadId: string; silent?: number; status?: typeof run.$inferInsert.status },
): Promise<string> {
  const { silent = 0, ...values } = params;
  const id = randomUUID();
  await db.insert(run).values({
    ...values,
    id,
    agentId: "helper",
    baseMessageId: "m",
    ownerInstance: "test",
    generation: 0,
    heartbeatAt: sql`${secondsAgo(silent)}`,
  });
  return id;
}
