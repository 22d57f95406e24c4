import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Message } from "@ag-ui/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DemoModel } from "../demo/model.ts";
import { openStorage, type RecordStorage } from "../interrupts/storage.ts";
import { createLog } from "../log.ts";
import { approve, conversation, decline, TASKS } from "../testing/conversation.ts";
import { type RunningAgent, startAgent } from "../testing/start.ts";

const log = createLog("silent");
const agents: RunningAgent[] = [];
let folder = "";
/** An agent with an empty memory, over whatever is in the storage. */
const fresh = async (storage?: RecordStorage) => {
  const agent = await startAgent(new DemoModel({ pace: 0 }), { ...(storage && { storage }) });
  agents.push(agent);
  return agent;
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "comeback-"));
});
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.close();
  await rm(folder, { recursive: true });
});

const withTasks = (threadId?: string) => {
  const user = conversation(threadId);
  user.state = { tasks: TASKS };
  return user;
};
const file = async () => join(folder, "interrupts", (await readdir(join(folder, "interrupts")))[0] ?? "");
const EN = "Delete all my finished tasks";
const open = () => openStorage(folder, log);

describe("tomorrow's process, with the session storage", () => {
  it("goes on with what waited, also for a client that sends the answer alone", async () => {
    const user = withTasks();
    const first = await fresh(await open());
    await user.say(first.url, "what is 6*7?");
    const { interrupts } = await user.say(first.url, EN);
    const { messages } = user;
    user.messages = [];
    const second = await fresh(await open());
    const { text } = await user.answer(second.url, approve(interrupts[0]));
    expect(text).toBe("Deleted 2 tasks: **milk**, **bread**. 1 left.");
    expect(user.tasks()).toEqual(["eggs"]);
    // The client has the whole conversation back.
    expect(user.messages.slice(0, messages.length)).toEqual(messages);
    expect((await user.say(second.url, "what was the first thing I asked?")).text).toContain("what is 6*7?");
  });

  it("knows the results of the calls that ran beside it, and still asks about the others", async () => {
    const user = withTasks();
    const asked = await user.say(
      (await fresh(await open())).url,
      "add soap to my tasks, delete my finished tasks and delete all my tasks",
    );
    user.messages = [];
    const second = await user.answer((await fresh(await open())).url, approve(asked.interrupts[0]));
    expect(second.interrupts).toEqual([asked.interrupts[1]]);
    user.messages = [];
    const third = await user.answer((await fresh(await open())).url, decline(asked.interrupts[1], "no"));
    expect(third.text).toContain("Added **soap**");
    expect(third.text).toContain("Deleted 2 tasks: **milk**, **bread**");
    expect(third.text).toContain("Your reason: “no”");
    expect(user.tasks()).toEqual(["eggs", "soap"]);
  });

  it("runs a call once, whichever process is asked again and whatever history comes along", async () => {
    const user = withTasks();
    const first = await fresh(await open());
    const { interrupts } = await user.say(first.url, EN);
    const before = user.messages;
    await user.answer((await fresh(await open())).url, approve(interrupts[0]));
    for (const agent of [first, await fresh(await open())]) {
      user.messages = before;
      const again = await user.answer(agent.url, approve(interrupts[0]));
      expect([again.error, again.results]).toEqual(["INTERRUPT_UNKNOWN", []]);
    }
  });

  it("knows that the person went on without answering", async () => {
    const user = withTasks();
    const { interrupts } = await user.say((await fresh(await open())).url, EN);
    const before = user.messages;
    expect((await user.say((await fresh(await open())).url, "what is 6*7?")).text).toContain("42");
    user.messages = before;
    const third = await fresh(await open());
    expect((await user.answer(third.url, approve(interrupts[0]))).error).toBe("INTERRUPT_UNKNOWN");
    expect((await user.say(third.url, "what is 2*3?")).text).toContain("6");
  });

  it("keeps to the history when what was stored cannot be read", async () => {
    const user = withTasks();
    const { interrupts } = await user.say((await fresh(await open())).url, EN);
    await writeFile(await file(), '{"version":1,"pen');
    await user.answer((await fresh(await open())).url, approve(interrupts[0]));
    expect(user.tasks()).toEqual(["eggs"]);
  });

  it("stores no more than the conversation, under a name that tells nothing", async () => {
    const user = withTasks("../../../../etc/passwd");
    await user.say((await fresh(await open())).url, EN);
    expect(await readdir(folder)).toEqual(["interrupts"]);
    expect(await readdir(join(folder, "interrupts"))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
    expect(JSON.parse(await readFile(await file(), "utf8"))).toMatchObject({ version: 1, pending: {}, answered: [] });
  });
});

describe("a storage that fails", () => {
  const failing = (fails: { read?: boolean; write?: boolean }): RecordStorage => ({
    read: async () => {
      if (fails.read) throw new Error("no way in");
      return undefined;
    },
    write: async () => {
      if (fails.write) throw new Error("no way in");
    },
  });

  it("does not keep a run from pausing, nor an answer from counting in time", async () => {
    const fails = { write: true };
    const agent = await fresh(failing(fails));
    const user = withTasks();
    const { interrupts } = await user.say(agent.url, EN);
    expect(interrupts).toHaveLength(1);
    expect((await user.answer(agent.url, approve(interrupts[0]))).error).toBe("AGENT_FAILED");
    expect(user.tasks()).toHaveLength(3);
    fails.write = false;
    await user.answer(agent.url, approve(interrupts[0]));
    expect(user.tasks()).toEqual(["eggs"]);
  });

  it("lets no call run while it cannot tell whether it has run already", async () => {
    const fails = { read: false };
    const agent = await fresh(failing(fails));
    const user = withTasks();
    const { interrupts } = await user.say(agent.url, EN);
    fails.read = true;
    const { error, results } = await user.answer(agent.url, approve(interrupts[0]));
    expect([error, results]).toEqual(["AGENT_FAILED", []]);
    expect((await user.say(agent.url, "what is 6*7?")).text).toContain("42");
    expect(agent.log()).toContain("no way in");
  });
});

describe("tomorrow's process, with nothing left but the history", () => {
  it("goes on with what waited", async () => {
    const user = withTasks();
    const { interrupts } = await user.say((await fresh()).url, EN);
    const { text, results } = await user.answer((await fresh()).url, approve(interrupts[0]));
    expect(text).toBe("Deleted 2 tasks: **milk**, **bread**. 1 left.");
    expect(results).toHaveLength(1);
    expect(user.tasks()).toEqual(["eggs"]);
    expect(user.messages.map((m) => m.role)).toEqual(["user", "assistant", "tool", "assistant"]);
  });

  it("takes a refusal with its reason, and an answer to one of several", async () => {
    const user = withTasks();
    const asked = await user.say(
      (await fresh()).url,
      "add soap to my tasks, delete my finished tasks and delete all my tasks",
    );
    const second = await user.answer((await fresh()).url, approve(asked.interrupts[0]));
    expect(second.interrupts).toEqual([asked.interrupts[1]]);
    const { text } = await user.answer((await fresh()).url, decline(asked.interrupts[1], "no"));
    expect(text).toContain("Added **soap**");
    expect(text).toContain("Deleted 2 tasks: **milk**, **bread**");
    expect(text).toContain("Your reason: “no”");
    expect(user.tasks()).toEqual(["eggs", "soap"]);
  });

  it("finds the call behind thoughts, and in a message that holds several with a text", async () => {
    const user = withTasks();
    const { interrupts } = await user.say((await fresh()).url, EN);
    const [asked, calling] = user.messages;
    const thought: Message = { id: "r", role: "reasoning", content: "Hm." };
    const list = { id: "l1", type: "function" as const, function: { name: "list_tasks", arguments: "{}" } };
    if (!asked || calling?.role !== "assistant") throw new Error("no call");
    user.messages = [
      asked,
      thought,
      { ...calling, content: "One moment.", toolCalls: [list, ...(calling.toolCalls ?? [])] },
      { id: "x", role: "tool", toolCallId: "l1", content: '{"tasks":[]}' },
      { ...thought, id: "r2" },
    ];
    const { text } = await user.answer((await fresh()).url, approve(interrupts[0]));
    expect(text).toContain("Deleted 2 tasks");
    expect(text).toContain("Your task list is empty");
  });
});
