import { AbstractAgent, type BaseEvent, EventType, type Message, type RunAgentInput } from "@ag-ui/client";
import { NEVER, Observable } from "rxjs";
import { THREAD_VIEW_EVENT, type ThreadView } from "@/lib/api/contract";
import type { ApiResult } from "../api/request";
import type { TurnOnWire } from "./turn";
import { createTurns } from "./turns";

export type Script = (input: RunAgentInput) => Observable<BaseEvent>;

/** The real client pipeline (ordering, verification, reducers) over a scripted wire. */
export class ScriptedAgent extends AbstractAgent {
  scripts: Script[] = [];
  connects: Script[] = [];
  inputs: RunAgentInput[] = [];
  run(input: RunAgentInput) {
    this.inputs.push(input);
    return (this.scripts.shift() ?? (() => NEVER))(input);
  }
  protected override connect(input: RunAgentInput) {
    this.inputs.push(input);
    return (this.connects.shift() ?? (() => NEVER))(input);
  }
}

type Loose = Record<string, unknown>;

/** A stream that says these events, one after another, and ends; a function is given the run's id first. */
export const events =
  (list: (Loose | Error | ((runId: string) => Loose))[]): Script =>
  (input) =>
    new Observable((subscriber) => {
      const write = async () => {
        for (const item of list) {
          // As over a wire: each event is dealt with before the next arrives, or an error would overtake what came first.
          await new Promise((resolve) => setImmediate(resolve));
          if (item instanceof Error) return subscriber.error(item);
          const event = typeof item === "function" ? item(input.runId) : item;
          subscriber.next({ threadId: input.threadId, runId: input.runId, ...event } as unknown as BaseEvent);
        }
        await new Promise((resolve) => setImmediate(resolve));
        subscriber.complete();
      };
      void write();
    });

/** A stream whose events the test sends itself. */
export function fed() {
  let open: { next: (event: BaseEvent) => void; complete: () => void; runId: string } | null = null;
  const script: Script = (input) =>
    new Observable((subscriber) => {
      open = {
        next: (event) => subscriber.next(event),
        complete: () => subscriber.complete(),
        runId: input.runId,
      };
    });
  return {
    script,
    isOpen: () => open !== null,
    send: async (...list: Loose[]) => {
      for (const event of list) {
        open?.next({ threadId: "t", runId: open.runId, ...event } as unknown as BaseEvent);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    end: () => open?.complete(),
  };
}

export const started = { type: EventType.RUN_STARTED };
export const finished = { type: EventType.RUN_FINISHED };
export const answer = (text: string, id = "m1") => [
  { type: EventType.TEXT_MESSAGE_START, messageId: id, role: "assistant" },
  { type: EventType.TEXT_MESSAGE_CONTENT, messageId: id, delta: text },
];
export const end = { type: EventType.TEXT_MESSAGE_END, messageId: "m1" };
export const whole = (text: string, id: string) => [...answer(text, id), { ...end, messageId: id }];
export const runError = (code: string) => ({ type: EventType.RUN_ERROR, message: "said by the agent", code });
export const http = (status: number, code?: string, more: object = {}) =>
  Object.assign(new Error(`HTTP ${status}`), { status, payload: { code, ...more } });
export const offline = new TypeError("Failed to fetch");

export const user = (id: string, content: string): Message => ({ id, role: "user", content });
export const said = (id: string, content: string): Message => ({ id, role: "assistant", content });

const AT = "2026-01-02T03:04:05.000Z";
type RunOver = Partial<NonNullable<ThreadView["run"]>>;
export const run = (over: RunOver = {}): NonNullable<ThreadView["run"]> => ({
  id: "r1",
  status: "completed",
  baseId: "q",
  error: over.status === "error" ? { code: "AGENT_FAILED", at: AT, awsRequestId: "aws" } : null,
  ...over,
});
export const view = (over: Partial<ThreadView> = {}): ThreadView => ({
  title: "T",
  headId: null,
  run: null,
  branches: {},
  marks: {},
  ...over,
});
export const shows = (over: Partial<ThreadView> = {}) => ({
  type: EventType.CUSTOM,
  name: THREAD_VIEW_EVENT,
  value: view(over),
});
/** The view of a run that was sent from here, whose id is known only then. */
export const showsOwn =
  (over: RunOver, rest: Partial<ThreadView> = {}) =>
  (runId: string) =>
    shows({ ...rest, run: run({ ...over, id: runId }) });
/** A conversation as it is loaded while no answer is being written. */
export const stored = (messages: Message[], over: Partial<ThreadView> = {}) => [
  started,
  { type: EventType.MESSAGES_SNAPSHOT, messages },
  shows(over),
  finished,
];

/** A conversation's turns over a scripted agent, and a log of what they asked of the page. */
export function stage(explicit = false) {
  const agent = new ScriptedAgent({ threadId: "t" });
  const log: string[] = [];
  const sent: TurnOnWire[] = [];
  let ids = 0;
  let clock = Date.parse("2026-03-04T05:06:07Z");
  const answers = {
    stop: async (): Promise<ApiResult<{ stopped: boolean; status: "stopped" }>> => ({
      ok: true,
      value: { stopped: true, status: "stopped" },
    }),
    branch: async (): Promise<ApiResult<unknown>> => ({ ok: true, value: {} }),
  };
  const quiet = () => undefined;
  const turns = createTurns(
    {
      agent,
      run: (runId, turn) => {
        sent.push(turn);
        return agent.runAgent({ runId }).catch(quiet);
      },
      connect: async () => {
        await agent.detachActiveRun();
        await agent.connectAgent().catch(quiet);
      },
      stop: (runId) => {
        log.push(`stop ${runId}`);
        return answers.stop();
      },
      showBranch: (messageId) => {
        log.push(`branch ${messageId}`);
        return answers.branch();
      },
      mintId: () => `u${++ids}`,
      publish: () => void log.push("publish"),
      unpublish: () => void log.push("unpublish"),
      returnText: (text, edited) => void log.push(edited === null ? `composer: ${text}` : `editor ${edited}: ${text}`),
      keepText: (message) => void log.push(message === null ? "arrived" : `keep: ${message.text}`),
      changed: () => void log.push("changed"),
      upToDate: (ended) => void log.push(ended ? "ended" : "loaded"),
      now: () => new Date(clock),
      after: (ms, work) => {
        const timer = setTimeout(() => {
          clock += ms;
          work();
        }, ms);
        return () => clearTimeout(timer);
      },
    },
    explicit,
  );
  return {
    agent,
    turns,
    log,
    sent,
    answers,
    detach: turns.attach(),
    ops: () => sent.map(({ op }) => op),
    words: () => agent.messages.map((message) => `${message.role}: ${message.content}`),
    ids: () => agent.messages.map(({ id }) => id),
  };
}
export type Stage = ReturnType<typeof stage>;
