import { EventType, type Interrupt } from "@ag-ui/client";
import { afterEach, describe, expect, it } from "vitest";
import { DemoModel } from "../demo/model.ts";
import { approve, close, conversation, decline, TASKS } from "../testing/conversation.ts";
import { call, ScriptedModel, say } from "../testing/fake-models.ts";
import { answerOf, ask, client, type RunningAgent, startAgent } from "../testing/start.ts";

let agent: RunningAgent | undefined;
const start = async (model = new DemoModel({ pace: 0 }) as Parameters<typeof startAgent>[0]) => {
  agent = await startAgent(model);
  return agent.url;
};
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

const withTasks = (...args: Parameters<typeof conversation>) => {
  const user = conversation(...args);
  user.state = { tasks: TASKS };
  return user;
};
const EN = "Delete all my finished tasks";
const JA = "完了したタスクを消して";

describe("a call that needs approval", () => {
  it("is sent whole, then pauses the run with one plain question", async () => {
    const url = await start();
    const user = withTasks();
    const { events, interrupts, results } = await user.say(url, EN);
    const id = events.find((event) => event.type === EventType.TOOL_CALL_START)?.toolCallId;
    expect(events.flatMap((e) => (e.type.startsWith("TOOL_CALL") ? [e.type] : []))).toEqual([
      "TOOL_CALL_START",
      "TOOL_CALL_ARGS",
      "TOOL_CALL_END",
    ]);
    expect(events.at(-1)).toMatchObject({ type: "RUN_FINISHED", usage: [{ model: "demo" }] });
    expect(interrupts).toEqual([
      {
        id: expect.stringContaining(String(id)),
        reason: "tool_approval",
        toolCallId: id,
        responseSchema: {
          type: "object",
          properties: { approved: { type: "boolean" }, reason: { type: "string", maxLength: 2000 } },
          required: ["approved"],
        },
        metadata: { tool: "delete_tasks", input: { which: "finished" } },
      },
    ]);
    expect(results).toEqual([]);
    expect(user.tasks()).toEqual(["milk", "eggs", "bread"]);
    expect(user.messages.at(-1)).toMatchObject({ role: "assistant", toolCalls: [{ id }] });
    // It may wait for days: that must not keep the session alive.
    expect(await (await fetch(`${url}/ping`)).text()).toBe('{"status":"Healthy"}');
  });

  it.each([
    [EN, "Deleted 2 tasks: **milk**, **bread**. 1 left."],
    [JA, "タスクを2件削除しました：**milk**、**bread**。残りは1件です。"],
  ])("runs once it is approved: %s", async (question, answer) => {
    const url = await start();
    const user = withTasks();
    const { interrupts } = await user.say(url, question);
    const { events, text, results } = await user.answer(url, approve(interrupts[0]));
    expect(text).toBe(answer);
    expect(results).toMatchObject([{ deleted: [{ title: "milk" }, { title: "bread" }] }]);
    expect(user.tasks()).toEqual(["eggs"]);
    expect(events.at(-1)).not.toHaveProperty("outcome");
    expect(user.messages.map((m) => m.role)).toEqual(["user", "assistant", "tool", "assistant"]);
  });

  it.each([
    [
      EN,
      "keep them until Friday",
      "You declined it, so I did not delete any tasks. Your reason: “keep them until Friday”.",
    ],
    [EN, undefined, "You declined it, so I did not delete any tasks."],
    [JA, "まだ要ります", "承認されなかったので、タスクの削除は行っていません。理由は「まだ要ります」ですね。"],
  ])("does not run when it is declined, and the model knows why: %s, %s", async (question, reason, answer) => {
    const url = await start();
    const user = withTasks();
    const { interrupts } = await user.say(url, question);
    const { text, results } = await user.answer(url, decline(interrupts[0], reason));
    expect(text).toBe(answer);
    expect(results).toMatchObject([{ error: { code: "DECLINED", ...(reason && { reason }) } }]);
    expect(user.tasks()).toHaveLength(3);
  });

  it.each([
    [EN, "You closed the question without an answer, so I did not delete any tasks."],
    [JA, "答えがないまま質問が閉じられたので、タスクの削除は行っていません。"],
  ])("does not run when the question is closed: %s", async (question, answer) => {
    const url = await start();
    const user = withTasks();
    const { interrupts } = await user.say(url, question);
    expect((await user.answer(url, close(interrupts[0]))).text).toBe(answer);
    expect(user.tasks()).toHaveLength(3);
  });

  it("can be one of several: each is asked about, and each answer counts for its own", async () => {
    const url = await start();
    const user = withTasks();
    const { interrupts, results } = await user.say(
      url,
      "add soap to my tasks, delete my finished tasks and delete all my tasks",
    );
    expect(interrupts.map((one) => one.metadata?.input)).toEqual([{ which: "finished" }, { which: "all" }]);
    expect(results).toMatchObject([{ task: { title: "soap" } }]);
    const told = await user.answer(url, decline(interrupts[1], "not all"), approve(interrupts[0]));
    expect(told.interrupts).toEqual([]);
    expect(told.text).toContain("Deleted 2 tasks: **milk**, **bread**. 2 left.");
    expect(told.text).toContain("Your reason: “not all”");
    expect(user.tasks()).toEqual(["eggs", "soap"]);
  });

  it("can be answered apart from the others, which then still wait", async () => {
    const url = await start();
    const user = withTasks();
    const { interrupts } = await user.say(url, "delete my finished tasks and delete all my tasks");
    const first = await user.answer(url, approve(interrupts[0]));
    expect(first.interrupts).toEqual([interrupts[1]]);
    expect(user.tasks()).toEqual(["eggs"]);
    expect((await user.answer(url, approve(interrupts[0]))).error).toBe("INTERRUPT_UNKNOWN");
    const last = await user.answer(url, approve(interrupts[1]));
    expect(last.results).toHaveLength(1);
    expect(user.tasks()).toEqual([]);
    expect(last.text).toContain("Deleted 2 tasks");
    expect(last.text).toContain("Deleted 1 task: **eggs**");
  });

  it("may be followed by another in the same turn", async () => {
    const model = new ScriptedModel((n) =>
      n < 3 ? call("delete_tasks", { which: "finished" }, `c${n}`) : say("Done."),
    );
    const url = await start(model);
    const user = withTasks();
    const first = await user.say(url, "go");
    const second = await user.answer(url, approve(first.interrupts[0]));
    expect(second.interrupts.map((one) => one.toolCallId)).toEqual(["c2"]);
    expect((await user.answer(url, decline(second.interrupts[0]))).text).toBe("Done.");
    // The model was told all of it, in order: two calls, two results.
    expect(JSON.stringify(model.calls.at(-1)?.messages)).toMatch(/c1.*c1.*c2.*DECLINED/);
  });

  it("works through the stock HttpAgent, verifying events", async () => {
    const url = await start();
    const user = client(url);
    user.state = { tasks: TASKS };
    const asked = await ask(user, EN);
    const finished = asked.at(-1) as { outcome?: { interrupts: Interrupt[] } };
    await user.runAgent({ resume: [approve(finished.outcome?.interrupts[0])] });
    expect(answerOf(user)).toContain("Deleted 2 tasks");
    expect(user.state.tasks).toHaveLength(1);
    await ask(user, "show my tasks");
    expect(answerOf(user)).toContain("- [ ] eggs");
  });
});

describe("a thread that waits", () => {
  it("answers a plain message, and what waited no longer does", async () => {
    const url = await start();
    const user = withTasks();
    const { interrupts } = await user.say(url, EN);
    const before = user.messages;
    const { text, error } = await user.say(url, "what is 6*7?");
    expect([error, text]).toEqual([undefined, "6×7 = **42**"]);
    expect((await user.answer(url, approve(interrupts[0]))).error).toBe("INTERRUPT_UNKNOWN");
    user.messages = before;
    expect((await user.answer(url, approve(interrupts[0]))).error).toBe("INTERRUPT_UNKNOWN");
    expect(user.tasks()).toHaveLength(3);
    // Nor is the thread spoilt for the next time.
    const again = await user.say(url, EN);
    await user.answer(url, approve(again.interrupts[0]));
    expect(user.tasks()).toEqual(["eggs"]);
  });

  it("takes a stop, for there is nothing to stop, and can still be answered", async () => {
    const url = await start();
    const user = withTasks();
    const { interrupts } = await user.say(url, EN);
    const stop = await agent?.post({ command: "stop", threadId: user.threadId });
    expect(await stop?.json()).toEqual({ command: "stop", stopped: false });
    await user.answer(url, approve(interrupts[0]));
    expect(user.tasks()).toEqual(["eggs"]);
  });

  it("closes the call when the run with the answer is stopped", async () => {
    let begun = () => {};
    const hangs = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const model = new ScriptedModel((n) => {
      if (n === 1) return call("delete_tasks", { which: "finished" }, "c1");
      if (n > 2) return say("ok");
      return (async function* () {
        yield* [];
        begun();
        await new Promise(() => {});
      })();
    });
    const url = await start(model);
    const user = withTasks();
    const { interrupts } = await user.say(url, "go");
    const answered = user.answer(url, approve(interrupts[0]));
    await hangs;
    await agent?.post({ command: "stop", threadId: user.threadId });
    const { events, results } = await answered;
    expect(events.at(-1)).toMatchObject({ type: "RUN_FINISHED", result: { stopped: true } });
    expect(results).toHaveLength(1);
    expect((await user.say(url, "and now?")).text).toBe("ok");
  });
});

describe("the prompt form", () => {
  it.each([
    [EN, /^I need your approval to delete any tasks, and this kind of request has no way to ask you/],
    [JA, /^タスクの削除には承認が必要ですが/],
  ])("declines what needs approval, and says so: %s", async (prompt, answer) => {
    await start();
    const response = await agent?.post({ prompt });
    expect(response?.status).toBe(200);
    const body = (await response?.json()) as { output: { message: { content: [{ text: string }] } } };
    expect(body.output.message.content[0].text).toMatch(answer);
  });
});
