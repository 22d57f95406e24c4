import { AbstractAgent, type BaseEvent, EventType, type Message, type RunAgentInput } from "@ag-ui/client";
import { NEVER, Observable } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTurns, type Turns } from "./turns";
import type { TurnOp } from "./turns-ports";

type Script = (input: RunAgentInput) => Observable<BaseEvent>;

/** The real client pipeline (ordering, verification, reducers) over a scripted wire. */
class ScriptedAgent extends AbstractAgent {
  scripts: Script[] = [];
  connects: Script[] = [];
  inputs: RunAgentInput[] = [];
  run(input: RunAgentInput) {
    this.inputs.push(input);
    return (this.scripts.shift() ?? (() => NEVER))(input);
  }
  protected override connect(input: RunAgentInput) {
    return (this.connects.shift() ?? (() => NEVER))(input);
  }
}

const events =
  (list: (Record<string, unknown> | Error)[]): Script =>
  (input) =>
    new Observable((subscriber) => {
      const write = async () => {
        for (const event of list) {
          // As over a wire: each event is dealt with before the next arrives, or an error would overtake what came first.
          await new Promise((resolve) => setImmediate(resolve));
          if (event instanceof Error) return subscriber.error(event);
          subscriber.next({ threadId: input.threadId, runId: input.runId, ...event } as unknown as BaseEvent);
        }
        await new Promise((resolve) => setImmediate(resolve));
        subscriber.complete();
      };
      void write();
    });
const started = { type: EventType.RUN_STARTED };
const finished = { type: EventType.RUN_FINISHED };
const answer = (text: string, id = "m1") => [
  { type: EventType.TEXT_MESSAGE_START, messageId: id, role: "assistant" },
  { type: EventType.TEXT_MESSAGE_CONTENT, messageId: id, delta: text },
];
const end = { type: EventType.TEXT_MESSAGE_END, messageId: "m1" };
const snapshot = (messages: Message[]) => [started, { type: EventType.MESSAGES_SNAPSHOT, messages }, finished];
const runError = (code: string) => ({ type: EventType.RUN_ERROR, message: "said by the agent", code });
const http = (status: number, code?: string) =>
  Object.assign(new Error(`HTTP ${status}`), { status, payload: { code } });
const offline = new TypeError("Failed to fetch");

let agent: ScriptedAgent;
let turns: Turns;
let detach: () => void;
let log: string[];
let ops: TurnOp[];
let ids: number;

function start(explicit = false) {
  const quiet = () => undefined;
  turns = createTurns(
    {
      agent,
      run: (op) => {
        ops.push(op);
        return agent.runAgent().catch(quiet);
      },
      connect: () => agent.connectAgent().catch(quiet),
      stop: (runId) => void log.push(runId === null ? "stop" : `stop ${runId}`),
      mintId: () => `u${++ids}`,
      publish: () => void log.push("publish"),
      unpublish: () => void log.push("unpublish"),
      returnText: (text) => void log.push(`composer: ${text}`),
      keepText: (text) => void log.push(text === null ? "arrived" : `keep: ${text}`),
      now: () => new Date("2026-03-04T05:06:07Z"),
      after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    },
    explicit,
  );
  detach = turns.attach();
}
const idle = () => vi.waitFor(() => expect(turns.getState().phase).toBe("idle"));
const words = () => agent.messages.map((message) => `${message.role}: ${message.content}`);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  agent = new ScriptedAgent({ threadId: "t" });
  [log, ops, ids] = [[], [], 0];
  start();
});
afterEach(() => {
  detach();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a turn", () => {
  it("ends in an answer, and leaves nothing to recover", async () => {
    agent.scripts = [events([started, ...answer("hi"), end, finished])];
    expect(turns.send("hello")).toBe(true);
    await idle();
    expect(turns.getState()).toMatchObject({ problem: null, outcome: "done", stored: true });
    expect(words()).toEqual(["user: hello", "assistant: hi"]);
    expect(log).toEqual(["keep: hello", "publish", "arrived"]);
  });

  it("is the only one: a second message while an answer is being written is not taken", async () => {
    expect(turns.send("one")).toBe(true);
    expect(turns.send("two")).toBe(false);
    await vi.waitFor(() => expect(ops).toEqual(["send"]));
    expect(words()).toEqual(["user: one"]);
  });

  it("never sends an empty message", () => {
    expect(turns.send("  \n ")).toBe(false);
    expect(ops).toEqual([]);
  });

  it("that fails on the way keeps what was said and can be tried again in its place", async () => {
    agent.scripts = [
      events([started, ...answer("half an ans"), end, runError("AGENT_FAILED")]),
      events([started, ...answer("whole", "m2"), { ...end, messageId: "m2" }, finished]),
    ];
    turns.send("hello");
    await idle();
    expect(turns.getState()).toMatchObject({ problem: { code: "AGENT_FAILED", stored: true }, outcome: "failed" });
    expect(words()).toEqual(["user: hello", "assistant: half an ans"]);
    turns.tryAgain();
    expect(turns.getState().problem).toBeNull();
    await idle();
    expect(ops).toEqual(["send", "retry"]);
    expect(words()).toEqual(["user: hello", "assistant: whole"]);
    expect(turns.getState().problem).toBeNull();
  });

  it("that the person stops is no failure, whatever the stream says then", async () => {
    let feed: ((event: BaseEvent) => void) | undefined;
    agent.scripts = [
      (input) =>
        new Observable((subscriber) => {
          feed = (event) => subscriber.next(event);
          subscriber.next({ type: EventType.RUN_STARTED, threadId: "t", runId: input.runId } as BaseEvent);
        }),
    ];
    turns.send("hello");
    await vi.waitFor(() => expect(feed).toBeDefined());
    turns.stop();
    expect(turns.getState().stopping).toBe(true);
    turns.stop();
    expect(log.filter((entry) => entry === "stop")).toHaveLength(1);
    feed?.(runError("AGENT_FAILED") as unknown as BaseEvent);
    await agent.detachActiveRun();
    await idle();
    expect(turns.getState()).toMatchObject({ problem: null, outcome: "stopped", stopping: false });
  });

  it("can be stopped again when the first stop got lost", async () => {
    turns.send("hello");
    turns.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    turns.stop();
    expect(log.filter((entry) => entry === "stop")).toHaveLength(2);
  });
});

describe("a message that the server refuses", () => {
  it("goes back to the composer when the person has to do something first", async () => {
    agent.scripts = [events([http(401, "SIGN_IN_EXPIRED")])];
    turns.send("hello");
    await idle();
    expect(turns.getState()).toMatchObject({ problem: { code: "SIGN_IN_EXPIRED" }, stored: false });
    expect(words()).toEqual([]);
    expect(log).toEqual(["keep: hello", "publish", "composer: hello", "unpublish"]);
  });

  it("after losing a race goes back to the composer, the other's conversation stays", async () => {
    agent.scripts = [events([started, ...answer("a"), end, finished]), events([runError("RUN_IN_PROGRESS")])];
    turns.send("one");
    await idle();
    turns.send("two");
    await idle();
    expect(words()).toEqual(["user: one", "assistant: a"]);
    expect(log).toContain("composer: two");
    expect(log).not.toContain("unpublish");
  });

  it("is sent again, not retried: the server has nothing to retry", async () => {
    agent.scripts = [events([http(429, "RATE_LIMITED")]), events([started, ...answer("hi"), end, finished])];
    turns.send("hello");
    await idle();
    turns.tryAgain();
    await idle();
    expect(ops).toEqual(["send", "send"]);
    expect(words()).toEqual(["user: hello", "assistant: hi"]);
  });

  it("gives way to the next one: the server never saw it, so neither may the conversation show it", async () => {
    agent.scripts = [events([http(503)]), events([started, ...answer("hi"), end, finished])];
    turns.send("refused");
    await idle();
    turns.send("other words");
    await idle();
    expect(words()).toEqual(["user: other words", "assistant: hi"]);
  });
});

describe("a broken connection", () => {
  const user: Message = { id: "u1", role: "user", content: "hello" };
  const whole: Message = { id: "m1", role: "assistant", content: "the whole answer" };

  it("in the middle of an answer loads the answer instead of asking twice", async () => {
    agent.scripts = [events([started, ...answer("the who"), new TypeError("network error")])];
    agent.connects = [events(snapshot([user, whole]))];
    turns.send("hello");
    await idle();
    expect(turns.getState().problem).toMatchObject({ code: "NETWORK" });
    turns.tryAgain();
    await vi.waitFor(() => expect(words()).toEqual(["user: hello", "assistant: the whole answer"]));
    expect(ops).toEqual(["send"]);
    expect(turns.getState().problem).toBeNull();
  });

  it("that looks like a clean end is one all the same", async () => {
    agent.scripts = [events([started, ...answer("the who")])];
    turns.send("hello");
    await idle();
    expect(turns.getState().problem?.code).toBe("NETWORK");
  });

  it("before the message arrived sends it once the site is back", async () => {
    agent.scripts = [events([offline]), events([started, ...answer("hi"), end, finished])];
    agent.connects = [events([http(404, "NOT_FOUND")])];
    turns.send("hello");
    await idle();
    turns.online();
    await vi.waitFor(() => expect(words()).toEqual(["user: hello", "assistant: hi"]));
    expect(ops).toEqual(["send", "send"]);
  });

  it("does not show a half conversation while it lasts", async () => {
    agent.scripts = [events([started, ...answer("the who"), new TypeError("network error")])];
    agent.connects = [events([offline])];
    turns.send("hello");
    await idle();
    turns.tryAgain();
    await idle();
    await vi.waitFor(() => expect(turns.getState().problem).toMatchObject({ code: "NETWORK", source: "run" }));
    expect(words()).toEqual(["user: hello", "assistant: the who"]);
  });

  it("is tried again by itself, a few times and not for ever", async () => {
    agent.scripts = [events([offline])];
    const connect = vi.spyOn(agent, "connectAgent");
    agent.connects = Array.from({ length: 9 }, () => events([offline]));
    turns.send("hello");
    await idle();
    for (let tries = 1; tries <= 9; tries += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      await idle();
    }
    expect(connect).toHaveBeenCalledTimes(3);
  });
});

describe("an opened conversation", () => {
  beforeEach(() => {
    detach();
    start(true);
  });

  it("that does not exist says so, once", async () => {
    agent.connects = [events([http(404, "NOT_FOUND")])];
    await agent.connectAgent().catch(() => undefined);
    expect(turns.getState()).toMatchObject({ phase: "idle", problem: { code: "NOT_FOUND", source: "connect" } });
  });

  it("whose last question has no answer offers one", async () => {
    agent.connects = [events(snapshot([{ id: "u", role: "user", content: "still there?" }]))];
    agent.scripts = [events([started, ...answer("yes"), end, finished])];
    await agent.connectAgent();
    expect(turns.getState().problem).toMatchObject({ code: "UNANSWERED", stored: true });
    turns.tryAgain();
    await idle();
    expect(ops).toEqual(["retry"]);
    expect(words()).toEqual(["user: still there?", "assistant: yes"]);
  });

  it("with an answer under way can be stopped, that run and no other", async () => {
    let feed: { next(event: BaseEvent): void; complete(): void } | undefined;
    agent.connects = [
      () =>
        new Observable((subscriber) => {
          feed = subscriber;
          subscriber.next({ ...started, threadId: "t", runId: "live-run" } as BaseEvent);
        }),
    ];
    const connected = agent.connectAgent();
    await vi.waitFor(() => expect(turns.getState().phase).toBe("running"));
    turns.stop();
    expect(log).toContain("stop live-run");
    feed?.next({ ...finished, threadId: "t", runId: "live-run" } as BaseEvent);
    feed?.complete();
    await connected;
    expect(turns.getState()).toMatchObject({ phase: "idle", outcome: "stopped", problem: null });
  });

  it("of which only the past is loaded announces nothing", async () => {
    agent.connects = [
      events(
        snapshot([
          { id: "u", role: "user", content: "q" },
          { id: "a", role: "assistant", content: "a" },
        ]),
      ),
    ];
    await agent.connectAgent();
    expect(turns.getState()).toMatchObject({ phase: "idle", outcome: null, problem: null });
  });
});
