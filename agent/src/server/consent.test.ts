import { afterEach, describe, expect, it } from "vitest";
import { DemoModel } from "../demo/model.ts";
import { close, conversation } from "../testing/conversation.ts";
import { type RunningAgent, startAgent } from "../testing/start.ts";

const consentUrl = "https://calendar.example.com/consent?request=abc";
const agents: RunningAgent[] = [];
const fresh = async (tools = { consentUrl }) => {
  const agent = await startAgent(new DemoModel({ pace: 0 }), { tools });
  agents.push(agent);
  return agent;
};
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.close();
});

describe("a tool that needs consent elsewhere", () => {
  it.each([
    ["Connect my calendar", "Your calendar at **Demo Calendar** is connected."],
    ["カレンダーを連携して", "**Demo Calendar** と連携しました。"],
  ])("sends the address, and goes on once the person has been there: %s", async (question, answer) => {
    const { url } = await fresh();
    const user = conversation();
    const { interrupts } = await user.say(url, question);
    const [asked] = interrupts;
    expect(interrupts).toEqual([
      {
        id: expect.any(String),
        reason: "oauth_consent",
        toolCallId: expect.any(String),
        metadata: { url: consentUrl, provider: "Demo Calendar" },
      },
    ]);
    const resolved = { interruptId: asked?.id ?? "", status: "resolved" as const };
    const { text, results } = await user.answer(url, resolved);
    expect(text).toBe(answer);
    expect(results).toEqual([{ connected: true, provider: "Demo Calendar" }]);
    expect((await user.answer(url, resolved)).error).toBe("INTERRUPT_UNKNOWN");
  });

  it("goes on in a process that knows nothing but the history", async () => {
    const user = conversation();
    const { interrupts } = await user.say((await fresh()).url, "Connect my calendar");
    const resolved = { interruptId: interrupts[0]?.id ?? "", status: "resolved" as const, payload: { any: "thing" } };
    expect((await user.answer((await fresh()).url, resolved)).text).toContain("is connected");
  });

  it.each([
    ["Connect my calendar", "You closed the question without an answer, so I did not connect your calendar."],
    ["カレンダーを連携して", "答えがないまま質問が閉じられたので、カレンダーの連携は行っていません。"],
  ])("says so when they did not want to: %s", async (question, answer) => {
    const { url } = await fresh();
    const user = conversation();
    const { interrupts } = await user.say(url, question);
    expect((await user.answer(url, close(interrupts[0]))).text).toBe(answer);
  });

  it("asks nobody in the prompt form, and is not there without an address", async () => {
    const told = async (agent: RunningAgent) => (await agent.post({ prompt: "Connect my calendar" })).text();
    expect(await told(await fresh())).toContain("I need your approval to connect your calendar");
    const without = await startAgent(new DemoModel({ pace: 0 }));
    agents.push(without);
    expect(await told(without)).toContain("demo model");
  });
});
