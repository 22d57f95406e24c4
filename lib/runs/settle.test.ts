import { expect, it, vi } from "vitest";
import type { Agent } from "../agentcore/registry";
import { settleUpstream } from "./settle";

const seen = vi.hoisted(() => ({ mayEnd: [] as boolean[] }));
vi.mock("../db/client", () => ({
  database: async () => {
    throw new Error("the database is gone");
  },
}));
vi.mock("../agentcore/stop", () => ({
  stopUpstream: async ({ mayEndSession }: { mayEndSession: () => Promise<boolean> }) => {
    seen.mayEnd.push(await mayEndSession());
    return { by: "command" };
  },
}));

const about = (stop: Agent["stop"]) => ({
  agent: { stop } as Agent,
  sessionId: "s",
  threadId: "t",
  runId: "r",
  scope: { token: async () => "t" } as never,
});

it("tells the agent also when the database is gone, and then spares a session that another run may have", async () => {
  await settleUpstream(about("command"));
  await settleUpstream(about("session"));
  expect(seen.mayEnd).toEqual([false, true]);
});
