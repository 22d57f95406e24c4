import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eventsOf, eventually, type Harness, newSessionId, startHarness } from "./fixtures/harness.ts";
import { REPOSITORY, readSettings } from "./settings.ts";

vi.setConfig({ testTimeout: 120_000 });

let h: Harness;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "comeback-test-"));
  // The repository's own agent, started as `npm run dev` does.
  const read = readSettings({ DATA_DIR: folder, DEMO_PACE: "0" }, REPOSITORY);
  if (!read.ok) throw new Error(read.problems.join());
  const [runtime] = read.settings.runtimes;
  if (!runtime || !("command" in runtime)) throw new Error("no command");
  const { command, env, sessionStorageDir } = runtime;
  h = await startHarness({ runtime: { command, env, sessionStorageDir } });
});
afterAll(async () => {
  await h.close();
  await rm(folder, { recursive: true });
});

const tasks = [
  { id: "t1", title: "milk", done: true },
  { id: "t2", title: "eggs", done: false },
];
type Snapshot = { messages: unknown[] };
type Outcome = { interrupts: { id: string; metadata: unknown }[] };

/** Asks the agent to delete something, then kills its process and its disk, and its storage too when that is said. */
async function askAndKill(storage: boolean) {
  const sessionId = newSessionId();
  const input = { threadId: sessionId, tools: [], context: [], state: { tasks } };
  const question = { id: "u1", role: "user", content: "Delete all my finished tasks" };
  const asked = eventsOf((await h.invoke({ ...input, runId: "r1", messages: [question] }, { sessionId })).body);
  const outcome = asked.at(-1)?.outcome as Outcome;
  expect(outcome.interrupts[0]?.metadata).toEqual({ tool: "delete_tasks", input: { which: "finished" } });
  expect(await h.local("POST", `sessions/${sessionId}/kill`, { storage })).toEqual({ killed: 1 });
  await eventually(async () => (await h.sessionInfo(sessionId))?.state === "stopped");
  const { messages } = asked.find(({ type }) => type === "MESSAGES_SNAPSHOT") as unknown as Snapshot;
  const resume = [{ interruptId: outcome.interrupts[0]?.id, status: "resolved", payload: { approved: true } }];
  const answer = async (history: unknown[]) =>
    eventsOf((await h.invoke({ ...input, runId: "r2", messages: history, resume }, { sessionId })).body);
  return { messages, answer };
}
const stateOf = (events: Record<string, unknown>[]) =>
  events.filter(({ type }) => type === "STATE_SNAPSHOT").at(-1)?.snapshot;

test("an approval is taken up by a new process from the session storage, without any history", async () => {
  const { answer } = await askAndKill(false);
  const events = await answer([]);
  expect(events.at(-1)?.type).toBe("RUN_FINISHED");
  expect(stateOf(events)).toEqual({ tasks: [tasks[1]] });
  expect((await answer([])).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "INTERRUPT_UNKNOWN" });
});

test("and from the history, when the storage is gone as well", async () => {
  const { answer, messages } = await askAndKill(true);
  expect((await answer([])).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "INTERRUPT_UNKNOWN" });
  expect(stateOf(await answer(messages))).toEqual({ tasks: [tasks[1]] });
});
